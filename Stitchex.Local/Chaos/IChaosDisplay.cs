using Stitchex.Local.Simulator.Webhooks;

namespace Stitchex.Local.Chaos;

/// <summary>Shows how far the chaos has come.</summary>
internal interface IChaosDisplay
{
    /// <summary>It came further.</summary>
    /// <param name="webhooks">What Stitchex has sent.</param>
    /// <param name="messages">How many messages wait in the queues.</param>
    /// <param name="kills">How often the process was killed.</param>
    void Progressed(WebhookCounts webhooks, int messages, int kills);
}
