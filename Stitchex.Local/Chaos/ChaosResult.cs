using Stitchex.Local.Chaos.Journal;
using Stitchex.Local.Demo;
using Stitchex.Local.Destinations;
using Stitchex.Local.Simulator.Webhooks;

namespace Stitchex.Local.Chaos;

/// <summary>What came of the chaos.</summary>
internal sealed record ChaosResult
{
    /// <summary>Gets what chance started from.</summary>
    public required int Seed { get; init; }

    /// <summary>Gets what Stitchex sent, and the responses.</summary>
    public required WebhookCounts Webhooks { get; init; }

    /// <summary>Gets how many rows of events there have to be.</summary>
    public required int DistinctEvents { get; init; }

    /// <summary>Gets where the events stand.</summary>
    public required EventTally Events { get; init; }

    /// <summary>Gets how often the process was killed.</summary>
    public required int Kills { get; init; }

    /// <summary>Gets how often it was started.</summary>
    public required int Starts { get; init; }

    /// <summary>Gets how the process ended where nobody had killed it.</summary>
    public required IReadOnlyList<string> Endings { get; init; }

    /// <summary>Gets what the journal shows.</summary>
    public required JournalVerdict Journal { get; init; }

    /// <summary>Gets what the archive shows.</summary>
    public required Verdict Archive { get; init; }

    /// <summary>Gets what each destination got.</summary>
    public required IReadOnlyList<DestinationVerdict> Destinations { get; init; }

    /// <summary>Gets how long it took until everything was done.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>Gets why it was not played to its end; null when it was.</summary>
    public string? Abandoned { get; init; }

    /// <summary>Gets the journal's path.</summary>
    public required string JournalPath { get; init; }

    /// <summary>Gets a value indicating whether the promises were kept.</summary>
    public bool IsGood => !Faults().Any();

    /// <summary>Lists all that is wrong.</summary>
    public IEnumerable<string> Faults()
    {
        IEnumerable<(bool IsWrong, string Fault)> checks =
        [
            (Abandoned is not null, Abandoned ?? ""),
            (Archive.Compared == 0, "There is no record to compare."),
            (Webhooks.Lost > 0, $"{Webhooks.Lost} webhooks were not delivered."),
            (Webhooks.Rejected > 0, $"{Webhooks.Rejected} webhooks were rejected."),
            (Events.Events != DistinctEvents, $"There are {Events.Events} rows of events, and {DistinctEvents} different events."),
            (Events.Open > 0, $"{Events.Open} events are not done, and no message is left for them."),
            (Events.DeadLettered > 0, $"{Events.DeadLettered} events are dead-lettered."),
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
