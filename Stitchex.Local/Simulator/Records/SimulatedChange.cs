using Stitchex.Local.Simulator.Webhooks;

namespace Stitchex.Local.Simulator.Records;

/// <summary>What a person did in Stitchex, and the webhook that told of it, if one did.</summary>
internal sealed record SimulatedChange(RecordVersion Version, WebhookEvent? Webhook)
{
    public string Id => Version.Id;
}
