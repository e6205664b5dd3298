using Stitchex.Functions.Configuration;
using Stitchex.Functions.Destinations;
using Stitchex.Functions.Operations.Overview;
using Stitchex.Functions.Protocol;

namespace Stitchex.Functions.Operations.Destinations;

/// <summary>What an operator is told of a destination.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">What it is.</param>
/// <param name="Host">Its host; the rest of its address may be a secret.</param>
/// <param name="Resources">The resources whose changes it gets; empty for all.</param>
/// <param name="Actions">The kinds of changes that it gets; empty for all.</param>
/// <param name="Status">Whether it gets events.</param>
/// <param name="Stop">Why it is stopped; null when it is not.</param>
/// <param name="HeldUntil">Until when it is held back; null when it is not.</param>
/// <param name="FailingSince">Since when it has failed without a success.</param>
/// <param name="Waiting">How many events were found that wait for it; null where nobody looked, or storage was too slow.</param>
/// <param name="MayMoreWait">Whether there may be more: so many are looked at.</param>
/// <param name="LastSuccessAt">When it took an event last, give or take a minute.</param>
/// <param name="LastSuccessMilliseconds">How long that took.</param>
/// <param name="LastErrorAt">When it did not, give or take a minute.</param>
/// <param name="LastError">What it said then.</param>
internal sealed record DestinationSummary(
    string Name,
    DestinationType Type,
    string Host,
    IReadOnlyList<string> Resources,
    IReadOnlyList<string> Actions,
    DestinationStatus Status,
    DestinationStop? Stop,
    DateTimeOffset? HeldUntil,
    DateTimeOffset? FailingSince,
    int? Waiting,
    bool MayMoreWait,
    DateTimeOffset? LastSuccessAt,
    int? LastSuccessMilliseconds,
    DateTimeOffset? LastErrorAt,
    string? LastError)
{
    /// <summary>Tells of a destination.</summary>
    public static DestinationSummary From(Destination destination, DestinationReport report, WaitingReport? waiting, DateTimeOffset now)
    {
        var heldUntil = report.HeldBackUntil(now);
        return new DestinationSummary(
            destination.Name,
            destination.Options.Type ?? default,
            destination.Host,
            [.. destination.Options.Resources],
            [.. destination.Options.Actions],
            (report.Stop, heldUntil) switch
            {
                (not null, _) => DestinationStatus.Stopped,
                (_, not null) => DestinationStatus.HeldBack,
                _ => DestinationStatus.Delivering,
            },
            report.Stop,
            heldUntil,
            report.FailingSince,
            waiting?.Rows.Count(row => WaitsFor(row, destination.Name)),
            waiting?.IsAtLeast == true,
            report.LastSuccessAt,
            report.LastSuccessMilliseconds,
            report.LastErrorAt,
            report.LastError);
    }

    // The error of an event names each handler that failed with it, and begins with its name.
    private static bool WaitsFor(EventRow row, string name) =>
        row.Error?.Split(DispatchFailure.Separator).Any(error => error.StartsWith($"{name} ", StringComparison.Ordinal)) == true;
}
