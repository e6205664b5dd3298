using System.Diagnostics;
using Stitchex.Functions.Protocol;
using Xunit.Abstractions;

namespace Stitchex.Functions.Tests.Model;

/// <summary>Tries every order of steps of each scenario against the real protocol.</summary>
public sealed class ProtocolModelTests(ITestOutputHelper output)
{
    public static TheoryData<string> ScenarioNames => [.. Scenarios.All.Select(s => s.Name)];

    [Theory]
    [MemberData(nameof(ScenarioNames))]
    public void EveryOrderOfSteps_KeepsThePromises(string scenario)
    {
        var explored = Explore(Scenarios.Find(scenario));

        Assert.True(explored.Broken is null, explored.Trace);
    }

    private Exploration Explore(Scenario scenario)
    {
        var watch = Stopwatch.StartNew();
        var explored = new Explorer(scenario, new EventTransitions(scenario.Options())).Run();
        output.WriteLine($"{scenario.Name}: {explored.Worlds:N0} worlds, {explored.AtRest:N0} of them at rest, in {watch.Elapsed.TotalSeconds:0.0} s");
        return explored;
    }
}
