using Stitchex.Functions.Protocol;
using Stitchex.Local.Lab;

namespace Stitchex.Local.Demo;

/// <summary>Events that wait for the same.</summary>
/// <param name="Cause">The handler that they wait for; otherwise the error, or nothing where they wait for their turn.</param>
/// <param name="Since">When the newest error came.</param>
/// <param name="Reason">That error, as an operator reads it.</param>
/// <param name="Count">How many events.</param>
internal sealed record WaitingTally(string Cause, DateTimeOffset Since, string Reason, int Count = 1)
{
    /// <summary>Counts open events that wait for the same, the most frequent first.</summary>
    public static IReadOnlyList<WaitingTally> From(IEnumerable<StoredRow> events) =>
    [
        .. events.Where(row => row.IsOpen).Select(From).GroupBy(tally => tally.Cause, StringComparer.Ordinal)
            .Select(same => same.MaxBy(tally => tally.Since)! with { Count = same.Count() })
            .OrderByDescending(tally => tally.Count),
    ];

    private static WaitingTally From(StoredRow row) =>
        row.Handlers.Where(result => result.State is HandlerState.Failed or HandlerState.Later).MaxBy(result => result.At) is { } failed
            ? new WaitingTally(failed.Handler, failed.At, failed.Error ?? $"{failed.Handler} failed.")
            : new WaitingTally(row.Error ?? "", default, string.IsNullOrEmpty(row.Error) ? "They wait for their turn." : row.Error);
}
