namespace Stitchex.Functions.Tests.Model;

/// <summary>What the promises cannot cover.</summary>
internal static class KnownGaps
{
    /// <summary>What is broken where an API goes back in time unseen.</summary>
    public const string OlderAfterNewer = "an older version is delivered after a newer one";

    /// <summary>Scenarios that no receiver can bear, as docs/protocol.md says under "Known limits", and what of each is broken.</summary>
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
