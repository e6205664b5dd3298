using Stitchex.Functions.Protocol;

namespace Stitchex.Local.Demo;

/// <summary>Events that wait for the same.</summary>
/// <param name="Cause">The handler that they wait for; otherwise the error, or nothing where they wait for their turn.</param>
/// <param name="Since">When the newest error came.</param>
/// <param name="Reason">That error, as an operator reads it.</param>
/// <param name="Count">How many events.</param>
internal sealed record WaitingTally(string Cause, DateTimeOffset Since, string Reason, int Count = 1)
{
    /// <summary>What one event waits for.</summary>
    /// <param name="results">What became of it at each handler.</param>
    /// <param name="error">What went wrong last.</param>
    public static WaitingTally From(IEnumerable<HandlerResult> results, string? error) =>
        results.Where(result => result.State is HandlerState.Failed or HandlerState.Later).MaxBy(result => result.At) is { } failed
            ? new WaitingTally(failed.Handler, failed.At, failed.Error ?? $"{failed.Handler} failed.")
            : new WaitingTally(error ?? "", default, string.IsNullOrEmpty(error) ? "They wait for their turn." : error);

    /// <summary>Counts events that wait for the same, the most frequent first.</summary>
    public static IReadOnlyList<WaitingTally> Join(IEnumerable<WaitingTally> waiting) =>
    [
        .. waiting.GroupBy(tally => tally.Cause, StringComparer.Ordinal)
            .Select(same => same.MaxBy(tally => tally.Since)! with { Count = same.Count() })
            .OrderByDescending(tally => tally.Count),
    ];
}
