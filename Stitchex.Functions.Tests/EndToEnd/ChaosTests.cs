using Stitchex.Local.Chaos;
using Stitchex.Local.Simulator.Webhooks;

namespace Stitchex.Functions.Tests.EndToEnd;

/// <summary>The worker, and now and then its host, killed repeatedly while webhooks come in.</summary>
public sealed class ChaosTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task ProcessKilledAgainAndAgain_LosesNothing_RepeatsOnlyWhatWasCutOff_AndKeepsTheOrder()
    {
        var options = new ChaosOptions { Events = 600, KillsEvery = TimeSpan.FromSeconds(2) };
        await using var stack = await ChaosStack.StartAsync(options);

        var result = await new ChaosRun(stack, options, new NoDisplay(), _folder.Path).PlayAsync(CancellationToken.None);

        Assert.Empty(result.Faults());
        Assert.Equal(options.Events, result.Webhooks.Events);
        Assert.True(result.Kills >= 4, $"There were only {result.Kills} kills.");
        Assert.Equal((result.Kills / 4) + 1, result.Starts);
    }

    public void Dispose() => _folder.Dispose();

    private sealed class NoDisplay : IChaosDisplay
    {
        public void Progressed(WebhookCounts webhooks, int messages, int kills)
        {
        }
    }
}
