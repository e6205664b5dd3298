using Stitchex.Local.Simulator.Webhooks;

namespace Stitchex.Local.Load;

/// <summary>How far a load has come.</summary>
/// <param name="Webhooks">What Stitchex has sent.</param>
/// <param name="Messages">How many messages wait in the queues; null when storage is too busy to say.</param>
internal sealed record LoadProgress(WebhookCounts Webhooks, int? Messages);
