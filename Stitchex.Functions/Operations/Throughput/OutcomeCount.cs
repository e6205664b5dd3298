using Stitchex.Functions.Events;
using Stitchex.Functions.Protocol;

namespace Stitchex.Functions.Operations.Throughput;

/// <summary>What became of some events.</summary>
/// <param name="Completed">How many are completed, or delivered and being confirmed.</param>
/// <param name="Waiting">How many wait, or are retried.</param>
/// <param name="DeadLettered">How many are dead-lettered and require attention.</param>
/// <param name="Resolved">How many were dead-lettered and resolved.</param>
/// <param name="MedianSeconds">
/// How long half of those that were delivered took at most, from receipt to the end of that attempt; null where none was.
/// </param>
/// <param name="P95Seconds">How long 95 of 100 of them took at most.</param>
internal sealed record OutcomeCount(int Completed, int Waiting, int DeadLettered, int Resolved, double? MedianSeconds, double? P95Seconds)
{
    /// <summary>Counts.</summary>
    public static OutcomeCount Of(IReadOnlyList<EventRow> rows)
    {
        var seconds = rows.Select(SecondsOf).OfType<double>().Order().ToList();
        return new OutcomeCount(
            rows.Count(row => row.State is EventState.Completed or EventState.Confirming),
            rows.Count(row => row.State is EventState.Received or EventState.Retrying or EventState.Unreadable),
            rows.Count(row => row.RequiresAttention),
            rows.Count(row => row is { State: EventState.DeadLettered, RequiresAttention: false }),
            Percentile(seconds, 0.5),
            Percentile(seconds, 0.95));
    }

    // Of one that was opened again, the first attempt is history: how long it took would be how long somebody did nothing.
    private static double? SecondsOf(EventRow row) =>
        row.State is EventState.Completed or EventState.Confirming && row.OpenedAt <= row.ReceivedAt
        && row.Attempts.Entries.FirstOrDefault(attempt => attempt.Result != nameof(EventState.Retrying)) is { } delivered
            ? Math.Max(0, (delivered.At - row.ReceivedAt).TotalSeconds)
            : null;

    private static double? Percentile(List<double> ordered, double share) =>
        ordered.Count == 0 ? null : Math.Round(ordered[(int)Math.Ceiling(share * ordered.Count) - 1], 3);
}
