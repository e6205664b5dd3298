using Stitchex.Functions.Storage;

namespace Stitchex.Functions.Operations.Overview;

/// <summary>What is wrong now, if anything is.</summary>
/// <param name="Paused">Why processing is paused; null when it is not.</param>
/// <param name="DeadLettered">Events that were dead-lettered.</param>
/// <param name="Quarantined">What was quarantined.</param>
/// <param name="Queue">What waits in the queue.</param>
/// <param name="OldestWaiting">The event that waits for longest; null when none does.</param>
internal sealed record OverviewReport(
    Pause? Paused, DeadLetteredCount DeadLettered, QuarantineCount Quarantined, QueueLength Queue, WaitingEvent? OldestWaiting);
