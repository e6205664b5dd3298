using System.Text.RegularExpressions;
using Stitchex.Functions.Events;
using Stitchex.Functions.Operations.Status;

namespace Stitchex.Functions.Operations.Overview;

/// <summary>How many events wait because something went wrong, or cannot work now.</summary>
/// <param name="Total">How many were found.</param>
/// <param name="IsAtLeast">Whether there may be more.</param>
/// <param name="ByReason">How many by the reason, the most frequent ones first.</param>
internal sealed partial record WaitingCount(int Total, bool IsAtLeast, IReadOnlyList<WaitingReason> ByReason)
{
    private const int MaxReasons = 5;

    /// <summary>Counts events that wait.</summary>
    /// <param name="waiting">The events.</param>
    /// <param name="obstacles">
    /// What cannot work now: an event that has not failed waits for the first that holds everything, or for nothing but its turn.
    /// </param>
    public static WaitingCount Of(WaitingReport waiting, IReadOnlyList<Obstacle> obstacles)
    {
        var common = obstacles.FirstOrDefault(obstacle => obstacle.HoldsEverything) is { } first ? DescriptionOf(first) : null;
        var kept = waiting.Rows.Select(row => (Row: row, Reason: row.Error ?? common)).Where(kept => kept.Reason is not null).ToList();
        var byReason = kept
            .GroupBy(kept => Varying().Replace(kept.Reason!, "#"), StringComparer.Ordinal)
            .OrderByDescending(group => group.Count())
            .Take(MaxReasons)
            .Select(group => (
                Newest: group.MaxBy(kept => kept.Row.ReceivedAt),
                Count: group.Count(),
                HasErrors: group.All(kept => kept.Row is { State: EventState.Retrying, Error: not null })))
            .Select(group => new WaitingReason(group.Newest.Reason!, group.Count, group.HasErrors, group.Newest.Row.Id.ToString()));
        return new WaitingCount(kept.Count, waiting.IsAtLeast, [.. byReason]);
    }

    private static string DescriptionOf(Obstacle obstacle) =>
        obstacle.Kind == ObstacleKind.Paused ? "Processing is paused." : obstacle.Reason;

    // Statuses tell reasons apart. Times, and numbers and ids of records, do not.
    [GeneratedRegex(@"\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\dZ?|\b[0-9a-f]{32}\b|\d{4,}")]
    private static partial Regex Varying();
}
