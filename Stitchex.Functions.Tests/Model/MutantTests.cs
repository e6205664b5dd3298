using Xunit.Abstractions;

namespace Stitchex.Functions.Tests.Model;

/// <summary>Shows that the model notices when the protocol lacks something.</summary>
public sealed class MutantTests(ITestOutputHelper output)
{
    public static TheoryData<string> UnsafeNames => [.. Mutants.Unsafe.Select(m => m.Name)];

    public static TheoryData<string> CostlyNames => [.. Mutants.Costly.Select(m => m.Name)];

    [Theory]
    [MemberData(nameof(UnsafeNames))]
    public void ProtocolWithoutARule_IsCaught(string rule)
    {
        var explored = Explore(Mutants.Unsafe.First(m => m.Name == rule));

        Assert.NotNull(explored.Broken);
    }

    [Theory]
    [MemberData(nameof(CostlyNames))]
    public void ProtocolWithoutARuleThatOnlySavesRequests_KeepsThePromises(string rule)
    {
        var explored = Explore(Mutants.Costly.First(m => m.Name == rule));

        Assert.True(explored.Broken is null, explored.Trace);
    }

    private Exploration Explore(Mutant mutant)
    {
        var scenario = mutant.Receiver(Scenarios.Find(mutant.Scenario));
        var explored = new Explorer(scenario, mutant.Create(scenario.Options())).Run();
        output.WriteLine($"without \"{mutant.Name}\", after {explored.Worlds:N0} worlds: {explored.Broken}\n{explored.Trace}");
        return explored;
    }
}
