namespace Stitchex.Functions.Tests.Model;

/// <summary>Scenarios in which an operator erases the record.</summary>
internal static class ErasureScenarios
{
    /// <summary>All of them.</summary>
    public static readonly IReadOnlyList<Scenario> All =
    [
        Scenarios.TwoVersions with
        {
            Name = "two versions of a record that is erased, and a handler that fails",
            Budget = new Budget { Erasures = 1, HandlerFailures = 1 },
        },
    ];
}
