using Stitchex.Functions.Events;
using Stitchex.Local.Destinations;
using Stitchex.Local.Lab;
using Stitchex.Local.Lab.Journal;
using Stitchex.Local.Simulator.Webhooks;

namespace Stitchex.Local.Chaos;

/// <summary>What came of the chaos.</summary>
internal sealed record ChaosResult
{
    public required int Seed { get; init; }

    /// <summary>Gets what Stitchex sent, and the responses.</summary>
    public required WebhookCounts Webhooks { get; init; }

    /// <summary>Gets how many rows of events there have to be.</summary>
    public required int DistinctEvents { get; init; }

    public required IReadOnlyList<StoredRow> Events { get; init; }

    public required int Kills { get; init; }

    /// <summary>Gets how often the host was started.</summary>
    public required int Starts { get; init; }

    /// <summary>Gets how the host ended where nobody had killed it.</summary>
    public required IReadOnlyList<string> Endings { get; init; }

    public required JournalVerdict Journal { get; init; }

    public required Verdict Archive { get; init; }

    public required IReadOnlyList<DestinationVerdict> Destinations { get; init; }

    public required TimeSpan Elapsed { get; init; }

    /// <summary>Gets why it was not played to its end; null when it was.</summary>
    public string? Abandoned { get; init; }

    public required string JournalPath { get; init; }

    /// <summary>Lists all that is wrong.</summary>
    public IReadOnlyList<string> Faults()
    {
        var open = Events.Count(row => row.IsOpen);
        var deadLettered = Events.Count(row => row.State is EventState.DeadLettered);
        IEnumerable<(bool IsWrong, string Fault)> checks =
        [
            (Abandoned is not null, Abandoned ?? ""),
            (Archive.Compared == 0, "There is no record to compare."),
            (Webhooks.Lost > 0, $"{Webhooks.Lost} webhooks were not delivered."),
            (Webhooks.Rejected > 0, $"{Webhooks.Rejected} webhooks were rejected."),
            (Events.Count != DistinctEvents, $"There are {Events.Count} rows of events, and {DistinctEvents} different events."),
            (open > 0, $"{open} events are not done, and no message is left for them."),
            (deadLettered > 0, $"{deadLettered} events are dead-lettered."),
        ];
        return
        [
            .. checks.Where(check => check.IsWrong).Select(check => check.Fault),
            .. Endings,
            .. Archive.Misses.Select(miss => $"Archive: {miss}."),
            .. Journal.Faults.Select(fault => $"Handlers: {fault}"),
            .. Destinations.SelectMany(destination => destination.Faults),
        ];
    }
}
