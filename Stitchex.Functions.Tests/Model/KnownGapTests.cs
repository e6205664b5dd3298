using Stitchex.Functions.Protocol;
using Xunit.Abstractions;

namespace Stitchex.Functions.Tests.Model;

/// <summary>Shows what the promises cannot cover, each with its shortest trace.</summary>
public sealed class KnownGapTests(ITestOutputHelper output)
{
    public static TheoryData<string> ScenarioNames => [.. KnownGaps.Limits.Select(g => g.Scenario.Name)];

    [Theory]
    [MemberData(nameof(ScenarioNames))]
    public void Limit_IsStillThere(string name)
    {
        var (scenario, broken) = KnownGaps.Limits.First(g => g.Scenario.Name == name);

        var explored = new Explorer(scenario, new EventTransitions(scenario.Options())).Run();

        output.WriteLine($"{explored.Worlds:N0} worlds\n{explored.Trace}");
        Assert.Equal(broken, explored.Broken);
    }
}
