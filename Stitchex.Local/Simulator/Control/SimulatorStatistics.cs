using Stitchex.Local.Simulator.Api;
using Stitchex.Local.Simulator.Webhooks;

namespace Stitchex.Local.Simulator.Control;

/// <summary>Everything that was counted up to a moment.</summary>
internal sealed record SimulatorStatistics(
    int Records,
    WebhookCounts Webhooks,
    IReadOnlyList<LostWebhook> LostWebhooks,
    TokenCounts Tokens,
    IReadOnlyList<RequestCount> Requests);
