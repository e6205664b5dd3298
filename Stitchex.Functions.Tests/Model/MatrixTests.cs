using Stitchex.Functions.Protocol;
using Xunit.Abstractions;

namespace Stitchex.Functions.Tests.Model;

/// <summary>Explores every combination of <see cref="Matrix"/>.</summary>
public sealed class MatrixTests(ITestOutputHelper output)
{
    public static TheoryData<string> RowNames => [.. Matrix.Rows.Select(row => row.Name)];

    [Theory]
    [MemberData(nameof(RowNames))]
    public void HistoryWithEveryPairOfTroubles_KeepsThePromises(string name)
    {
        var row = Matrix.Rows.First(row => row.Name == name);
        var broken = new List<string>();
        foreach (var troubles in Matrix.Troubles)
        {
            var scenario = row with { Budget = troubles };
            var explored = new Explorer(scenario, new EventTransitions(scenario.Options())).Run(Matrix.MaxWorlds);
            output.WriteLine($"{explored.Worlds,9:N0} worlds{(explored.IsComplete ? "" : " of more")}: {troubles}: {explored.Broken ?? "kept"}");
            if (explored.Broken is not null && !(Matrix.IsLimit(troubles) && explored.Broken == KnownGaps.OlderAfterNewer))
            {
                broken.Add($"{troubles}\n{explored.Trace}");
            }
        }

        Assert.True(broken.Count == 0, string.Join("\n", broken));
    }
}
