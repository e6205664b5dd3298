using Stitchex.Functions.Events;
using Stitchex.Functions.Protocol;

namespace Stitchex.Functions.Operations.Throughput;

/// <summary>What became of some events.</summary>
/// <param name="Completed">How many are completed, or delivered and being confirmed.</param>
/// <param name="Waiting">How many wait, or are retried.</param>
/// <param name="DeadLettered">How many are dead-lettered and require attention.</param>
/// <param name="Resolved">How many were dead-lettered and resolved.</param>
/// <param name="Stored">
/// How soon their rows were stored after the receiver began with their webhooks; null where no attempt wrote it down yet. The response
/// comes one request to storage later.
/// </param>
/// <param name="Delivered">How soon those that were delivered were, from receipt to the end of that attempt; null where none was.</param>
internal sealed record OutcomeCount(int Completed, int Waiting, int DeadLettered, int Resolved, Latency? Stored, Latency? Delivered)
{
    /// <summary>Counts.</summary>
    public static OutcomeCount Of(IReadOnlyList<EventRow> rows) => new(
        rows.Count(row => row.State is EventState.Completed or EventState.Confirming),
        rows.Count(row => row.State is EventState.Received or EventState.Retrying or EventState.Unreadable),
        rows.Count(row => row.RequiresAttention),
        rows.Count(row => row is { State: EventState.DeadLettered, RequiresAttention: false }),
        Latency.Of(rows.Select(row => row.StoredAfterMilliseconds / 1000d)),
        Latency.Of(rows.Select(row => row.DeliveredAfter?.TotalSeconds)));
}
