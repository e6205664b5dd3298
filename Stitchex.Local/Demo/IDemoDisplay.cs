using Stitchex.Local.Simulator.Webhooks;

namespace Stitchex.Local.Demo;

/// <summary>Shows how far a demo has come.</summary>
internal interface IDemoDisplay
{
    /// <summary>One change was made.</summary>
    void ChangeMade();

    /// <summary>Webhooks went out, and events came further.</summary>
    void Progressed(WebhookCounts webhooks, EventTally events);
}
