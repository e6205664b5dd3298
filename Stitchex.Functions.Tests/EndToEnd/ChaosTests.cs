using Stitchex.Local.Chaos;
using Stitchex.Local.Lab;

namespace Stitchex.Functions.Tests.EndToEnd;

/// <summary>The worker, and now and then its host, killed repeatedly while webhooks come in.</summary>
public sealed class ChaosTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task ProcessKilledAgainAndAgain_LosesNothing_RepeatsOnlyWhatWasCutOff_AndKeepsTheOrder()
    {
        var options = new ChaosOptions { Events = 600, KillsEvery = TimeSpan.FromSeconds(2) };
        await using var stack = await LabStack.StartAsync(options.Simulator);

        var result = await new ChaosRun(stack, options, _folder.Path).PlayAsync((_, _, _) => { }, CancellationToken.None);

        Assert.Empty(result.Faults());
        Assert.Equal(options.Events, result.Webhooks.Events);
        Assert.True(result.Kills >= 4, $"There were only {result.Kills} kills.");
        Assert.Equal((result.Kills / 4) + 1, result.Starts);
    }

    public void Dispose() => _folder.Dispose();
}
