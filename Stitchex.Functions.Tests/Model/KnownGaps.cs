namespace Stitchex.Functions.Tests.Model;

/// <summary>Scenarios that break a promise today. Each is here until somebody decides to close it, and then moves to <see cref="Scenarios"/>.</summary>
internal static class KnownGaps
{
    /// <summary>The scenarios, and what of each is broken.</summary>
    public static readonly IReadOnlyList<(Scenario Scenario, string Broken)> All =
    [
        // A deletion without a version that arrives late is taken at its word, though a newer version was delivered. To ask the API about every deletion
        // would cost a request each, and ten minutes where the API is late.
        (
            new("a record that comes back, and a deletion without a version")
            {
                History = [Scenarios.First, Scenarios.Deleted, Scenarios.Third],
                Events = [Scenarios.Delete, Scenarios.UpdateTo3],
                Deliveries = [new(0, 1), new(1, 2)],
            },
            "an older version is delivered after a newer one"),

        // The receiver was killed before the index entry, and the sender's repeat, which finds the event done, does not repair it.
        (Scenarios.Find("one event, received step by step") with { Name = "one event that misses its index entry", WantsEachIndexEntry = true }, "e0 is not in the log"),

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

        // A replay's message that a crash brings back opens the event once more, after another message found it dead-lettered: without end, if it happens each time.
        (Scenarios.Find("an event that kills its process") with { Name = "a replayed event that kills its process", Budget = new Budget { Sweeps = 1, Replays = 1 } }, "e0: its sequence numbers do not end"),
    ];
}
