using Stitchex.Functions.Operations.Status;
using Stitchex.Functions.Storage;

namespace Stitchex.Functions.Operations.Overview;

/// <summary>What is wrong now, if anything is.</summary>
/// <param name="Paused">Why processing is paused; null when it is not.</param>
/// <param name="Obstacles">What cannot work; what concerns every event comes first.</param>
/// <param name="DeadLettered">Events that were dead-lettered.</param>
/// <param name="Waiting">Events that wait because something went wrong, or cannot work now.</param>
/// <param name="Quarantined">What was quarantined.</param>
/// <param name="Queue">What waits in the queue.</param>
/// <param name="OldestWaiting">The event that waits for longest; null when none does.</param>
/// <param name="HasEvents">Whether any event was ever received.</param>
internal sealed record OverviewReport(
    Pause? Paused,
    IReadOnlyList<Obstacle> Obstacles,
    DeadLetteredCount DeadLettered,
    WaitingCount Waiting,
    QuarantineCount Quarantined,
    QueueLength Queue,
    WaitingEvent? OldestWaiting,
    bool HasEvents);
