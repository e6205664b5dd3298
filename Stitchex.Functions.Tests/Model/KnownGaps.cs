namespace Stitchex.Functions.Tests.Model;

/// <summary>Scenarios that break a promise today. Each is here until somebody decides to close it, and then moves to <see cref="Scenarios"/>.</summary>
internal static class KnownGaps
{
    /// <summary>What is broken where an API goes back in time unseen.</summary>
    public const string OlderAfterNewer = "an older version is delivered after a newer one";

    /// <summary>The scenarios, and what of each is broken.</summary>
    public static readonly IReadOnlyList<(Scenario Scenario, string Broken)> All =
    [
        // A replay's message that a crash brings back opens the event once more, after another message found it dead-lettered: without end, if it happens each time.
        (Scenarios.Find("an event that kills its process") with { Name = "a replayed event that kills its process", Budget = new Budget { Sweeps = 1, Replays = 1 } }, "e0: its sequence numbers do not end"),
    ];

    /// <summary>Scenarios that no receiver can bear, as docs/protocol.md says under "Known limits".</summary>
    public static readonly IReadOnlyList<(Scenario Scenario, string Broken)> Limits =
    [
        // Killed with the new version half delivered; the next attempt is served by a replica that is still behind, and nothing tells
        // it so.
        (
            Scenarios.TwoVersions with
            {
                Name = "a GET that goes back in time, and a kill in between",
                Budget = new Budget { Crashes = 1, StaleReads = 1 },
            },
            OlderAfterNewer),
    ];
}
