using System.Globalization;

namespace Stitchex.Functions.Tests.Model;

/// <summary>Every history of a record with many pairs of troubles: what nobody thought of as a scenario.</summary>
internal static class Matrix
{
    private static readonly ModelEvent DeleteOf1 = new("delete", ModelTime.V1);

    // An API that lags is behind what was saved just now, and not what was saved a day ago.
    private static readonly Content BackAgain = new("h3", ModelTime.JustNow);
    private static readonly ModelEvent UpdateOfBackAgain = new("update", ModelTime.JustNow);

    private static readonly Scenario[] Histories =
    [
        new("an update, and a deletion with its version")
        {
            History = [Scenarios.First, Scenarios.Deleted],
            Events = [Scenarios.UpdateTo1, DeleteOf1],
            Deliveries = [new(0, 0), new(1, 1)],
        },
        new("two versions and a deletion")
        {
            History = [Scenarios.First, Scenarios.Second, Scenarios.Deleted],
            Events = [Scenarios.UpdateTo2, Scenarios.Delete],
            Deliveries = [new(0, 1), new(1, 2)],
        },
        new("a record that comes back, and a deletion of its first version")
        {
            History = [Scenarios.First, Scenarios.Deleted, BackAgain],
            Events = [DeleteOf1, UpdateOfBackAgain],
            Deliveries = [new(0, 1), new(1, 2)],
        },
        new("a record that comes back, in order")
        {
            History = [Scenarios.First, Scenarios.Deleted, BackAgain],
            Events = [Scenarios.Delete, UpdateOfBackAgain],
            Deliveries = [new(0, 1), new(1, 2)],
            DeliversInOrder = true,
        },
        Scenarios.TwoVersions,
        new("two contents of one version")
        {
            History = [Scenarios.First, new("h2", ModelTime.V1)],
            Events = [Scenarios.UpdateTo1, Scenarios.Update],
            Deliveries = [new(0, 0), new(1, 1)],
        },
        new("a record that gets versions")
        {
            History = [new("h1"), Scenarios.Second],
            Events = [Scenarios.Update, Scenarios.UpdateTo2],
            Deliveries = [new(0, 0), new(1, 1)],
        },
        new("a record that loses its versions for a while")
        {
            History = [Scenarios.First, new("h2"), Scenarios.Third],
            Events = [Scenarios.UpdateTo1, Scenarios.Update, Scenarios.UpdateTo3],
            Deliveries = [new(0, 0), new(1, 1), new(2, 2)],
            DeliversInOrder = true,
        },
        Scenarios.Repeats,
    ];

    // An API that lags says nothing about a record that has no version to lag behind.
    private const int HistoriesThatMayLag = 5;

    /// <summary>
    /// Gets how many worlds of each combination are looked at, the nearest first: few enough for the test command. With <c>MATRIX_WORLDS=3000000</c> in the
    /// environment nearly all combinations are explored to their end.
    /// </summary>
    public static int MaxWorlds { get; } =
        int.TryParse(Environment.GetEnvironmentVariable("MATRIX_WORLDS"), CultureInfo.InvariantCulture, out var worlds) ? worlds : 5_000;

    /// <summary>Gets the pairs of troubles.</summary>
    public static IReadOnlyList<Budget> Troubles { get; } =
    [
        new() { Replays = 1, Crashes = 1 },
        new() { Replays = 1, Stalls = 1 },
        new() { Replays = 1, HandlerFailures = 1 },
        new() { Replays = 1, Rejections = 1 },
        new() { Replays = 1, LostResponses = 1 },
        new() { Sweeps = 1, Crashes = 1 },
        new() { Sweeps = 1, Stalls = 1 },
        new() { Rejections = 1, Crashes = 1 },
        new() { Rejections = 1, Stalls = 1 },
        new() { LostResponses = 1, HandlerFailures = 1 },
        new() { LostResponses = 1, Crashes = 1 },
        new() { Copies = 1, HandlerFailures = 1 },
        new() { Copies = 1, Stalls = 1 },
        new() { Outages = 1, Crashes = 1 },
        new() { Rejections = 1, HandlerFailures = 1 },
        new() { StaleReads = 1, Crashes = 1 },
    ];

    /// <summary>Gets the histories, each with an API that shows changes at once, and some with one that lags.</summary>
    public static IReadOnlyList<Scenario> Rows { get; } =
        [.. Histories, .. Histories.Take(HistoriesThatMayLag).Select(history => history with { Name = $"{history.Name}, the API lags", Lags = true })];

    /// <summary>Whether a combination meets what no receiver can bear: killed with a new version half delivered, and then shown the old one.</summary>
    public static bool IsLimit(Budget troubles) => troubles is { StaleReads: > 0, Crashes: > 0 };
}
