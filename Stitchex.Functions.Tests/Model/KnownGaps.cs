namespace Stitchex.Functions.Tests.Model;

/// <summary>Scenarios that break a promise today. Each is here until somebody decides to close it, and then moves to <see cref="Scenarios"/>.</summary>
internal static class KnownGaps
{
    private const string Order = "an older version is handed on after a newer one";

    private static readonly Scenario ComesBack = new("a record that comes back")
    {
        History = [Scenarios.First, Scenarios.Deleted, Scenarios.Third],
        Events = [new("delete", ModelTime.V1), Scenarios.UpdateTo3],
        Deliveries = [new(0, 1), new(1, 2)],
    };

    /// <summary>The scenarios, and what of each is broken.</summary>
    public static readonly IReadOnlyList<(Scenario Scenario, string Broken)> All =
    [
        // A handler that has the tombstone while another one failed is given the record that a late API still shows.
        (Scenarios.Deletion with { Name = "a deletion that is half handed on when the API is late to show it", Lags = true, Budget = new Budget { HandlerFailures = 1 } }, Order),

        // The same after a crash: nothing tells that a handler has the tombstone.
        (Scenarios.Deletion with { Name = "a deletion that a crash cut off when the API is late to show it", Lags = true, Budget = new Budget { Crashes = 1 } }, Order),

        // A deletion that arrives late is taken at its word, though a newer version than its own was handed on.
        (ComesBack, Order),
        (ComesBack with { Name = "a record that comes back, and a crash", Budget = new Budget { Crashes = 1 } }, Order),
        (ComesBack with { Name = "a record that comes back, and a deletion without a version", Events = [Scenarios.Delete, Scenarios.UpdateTo3] }, Order),

        // A record's row that was read before its event's does not tell of the attempt that the event's row tells of.
        (Scenarios.Deletion with { Name = "rows that are read apart", ReadsRowsApart = true, Budget = new Budget { Stalls = 1, HandlerFailures = 1 } }, "an attempt counts as a crash, though it ended by itself"),

        // The receiver was killed before the pointer, and what follows does not repair it: a duplicate, or a repeat without a version.
        (Scenarios.Find("one event, received step by step") with { Name = "one event that misses its pointer", WantsEachPointer = true }, "e0 is not in the log"),
        (Scenarios.Find("repeats without a version, received step by step") with { Name = "a repeat that misses its pointer", WantsEachPointer = true }, "e0 is not in the log"),

        // As EventStore.CommitAsync tells its own commits today: a processor that stalls there takes another's lease for its own, and frees it.
        (Scenarios.TwoVersions with { Name = "a commit that is told by the event's row alone", TellsCommitByRowAlone = true, Budget = new Budget { Stalls = 1, LostAnswers = 1, Outages = 1 } }, "two processors are inside handlers at once"),

        // Content without a version that becomes again what it was: a handler that was given what came between, before a crash, keeps it.
        (
            new("content that goes back")
            {
                History = [new("h1"), new("h2"), new("h1")],
                Events = [Scenarios.Update],
                Deliveries = [new(0, 0), new(0, 1), new(0, 2)],
                Budget = new Budget { Crashes = 1 },
            },
            "e0 ends Unchanged, and a handler has not got what it spoke of"),
        (
            new("content that goes back while a handler fails")
            {
                History = [new("h1"), new("h2"), new("h1")],
                Events = [Scenarios.Update],
                Deliveries = [new(0, 0), new(0, 1), new(0, 2)],
                Budget = new Budget { HandlerFailures = 2 },
            },
            "a change has the id of one before the last"),

        // A replay's message that a crash brings back opens the event once more, after another message found it dead: without end, if it happens each time.
        (Scenarios.Find("an event that kills its process") with { Name = "a replayed event that kills its process", Budget = new Budget { Sweeps = 1, Replays = 1 } }, "e0: its turns do not end"),
    ];
}
