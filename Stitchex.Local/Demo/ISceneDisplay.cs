using Stitchex.Local.Simulator.Webhooks;

namespace Stitchex.Local.Demo;

/// <summary>Shows how far a scene has come.</summary>
internal interface ISceneDisplay
{
    /// <summary>One change was made.</summary>
    void ChangeMade();

    /// <summary>Webhooks went out, and events came further.</summary>
    void Progressed(WebhookCounts webhooks, EventTally events);
}
