using System.Globalization;
using Stitchex.Functions.Tests.Model.Conformance;
using Stitchex.Functions.Tests.Storage;
using Xunit.Abstractions;

namespace Stitchex.Functions.Tests.Model;

/// <summary>
/// Shows that what the real code does are paths of the model: so what the model shows holds for the code. Each scenario runs once, in an order of calls
/// chosen by chance; <c>CONFORMANCE_RUNS</c> in the environment has it run more often.
/// </summary>
public sealed class ConformanceTests(AzuriteFixture azurite, ITestOutputHelper output) : IClassFixture<AzuriteFixture>
{
    private static readonly int Runs =
        int.TryParse(Environment.GetEnvironmentVariable("CONFORMANCE_RUNS"), CultureInfo.InvariantCulture, out var runs) ? runs : 1;

    // The model alone can lose its process at each call of a handler, has lists, and erases.
    public static TheoryData<string> ScenarioNames =>
        [.. Scenarios.All.Where(s => !s.KillsTheProcess && s.Events.All(e => e.Listed is null) && s.Budget.Erasures == 0)
            .Select(s => s.Name)];

    [Theory]
    [MemberData(nameof(ScenarioNames))]
    public async Task RealCode_TakesOnlyStepsOfTheModel_AndLeavesWhatItLeaves(string scenario)
    {
        var seen = new Dictionary<string, int>();
        for (var seed = 0; seed < Runs; seed++)
        {
            foreach (var (what, count) in await ConformanceRun.RunAsync(azurite, Scenarios.Find(scenario), seed))
            {
                seen[what] = seen.GetValueOrDefault(what) + count;
            }
        }

        output.WriteLine(string.Join("\n", seen.Select(step => $"{step.Value,5} {step.Key}")));
    }
}
