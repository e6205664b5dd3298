using Stitchex.Functions.Events;

namespace Stitchex.Functions.Operations.Overview;

/// <summary>What is wrong now, if anything is.</summary>
/// <param name="Paused">Why processing is paused; null when it is not.</param>
/// <param name="Dead">Events that were given up and need a person.</param>
/// <param name="Refused">What was refused.</param>
/// <param name="Queue">What waits in the queue.</param>
/// <param name="OldestWaiting">The event that waits for longest; null when none does.</param>
internal sealed record OverviewReport(Pause? Paused, DeadCount Dead, RefusedCount Refused, QueueLength Queue, WaitingEvent? OldestWaiting);
