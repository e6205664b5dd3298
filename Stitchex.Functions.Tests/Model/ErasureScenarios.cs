namespace Stitchex.Functions.Tests.Model;

/// <summary>Scenarios in which an operator erases the record.</summary>
internal static class ErasureScenarios
{
    /// <summary>All of them.</summary>
    public static readonly IReadOnlyList<Scenario> All =
    [
        Scenarios.Repeats with
        {
            Name = "repeats without a version of a record that is erased",
            ReceivesStepByStep = true,
            Budget = new Budget { Erasures = 1, Copies = 1 },
        },
        Scenarios.TwoVersions with
        {
            Name = "two versions of a record that is erased, and a handler that fails",
            Budget = new Budget { Erasures = 1, HandlerFailures = 1 },
        },
        Scenarios.Deletion with { Name = "a deletion of a record that is erased, and a crash", Budget = new Budget { Erasures = 1, Crashes = 1 } },
    ];
}
