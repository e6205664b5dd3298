using Microsoft.Extensions.Time.Testing;
using Stitchex.Functions.Tests.Hosting.Samples;
using Stitchex.Functions.Tests.Storage;
using Stitchex.Local.Storage;

namespace Stitchex.Functions.Tests.Hosting;

public sealed class TimerTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private readonly AzuriteAccount _account = azurite.NewAccount();
    private readonly FakeTimeProvider _time = new(new(2026, 1, 31, 10, 1, 2, TimeSpan.Zero));

    [Fact]
    public async Task Timer_RunsWhenItIsDue_AndNotBefore()
    {
        await using var host = await StartAsync();
        await host.Logs.ShowAsync("Timer 'EveryFiveMinutes' (0 */5 * * * *) is due next at 2026-01-31 10:05:00Z.");

        _time.Advance(TimeSpan.FromSeconds(237));
        Assert.Empty(host.Probe.Calls);
        _time.Advance(TimeSpan.FromSeconds(1));
        await RunsAsync(host, 1);
        _time.Advance(TimeSpan.FromMinutes(5));
        await RunsAsync(host, 2);

        Assert.Equal(["due False 10:05:00", "due False 10:10:00"], host.Probe.Calls);
    }

    [Fact]
    public async Task Timer_ThatTakesLong_IsNotRunTwiceAtOnce_AndCatchesUpOnce()
    {
        var goOn = new TaskCompletionSource();
        await using var host = await StartAsync(new() { Behaviour = (_, _) => goOn.Task });
        await host.Logs.ShowAsync("is due next at");
        _time.Advance(TimeSpan.FromMinutes(4));
        await Eventually.HoldsAsync(() => host.Probe.Calls.Count == 1);

        _time.Advance(TimeSpan.FromMinutes(20));
        Assert.Single(host.Probe.Calls);
        goOn.SetResult();

        await RunsAsync(host, 2);
        Assert.Equal(["due False 10:05:00", "due False 10:10:00"], host.Probe.Calls);
        Assert.Equal(1, host.Probe.MostAtOnce);
    }

    [Fact]
    public async Task Timer_ThatFails_RunsAgainNextTime()
    {
        await using var host = await StartAsync(new() { Behaviour = (_, _) => throw new InvalidOperationException("Not now.") });
        await host.Logs.ShowAsync("is due next at");

        _time.Advance(TimeSpan.FromMinutes(4));
        await host.Logs.ShowAsync("Executed 'EveryFiveMinutes' (failed");
        await host.Logs.ShowAsync("is due next at 2026-01-31 10:10:00Z");
        _time.Advance(TimeSpan.FromMinutes(5));

        await host.Logs.ShowAsync("Executed 'EveryFiveMinutes' (failed", times: 2);
    }

    [Fact]
    public async Task MissedRun_IsMadeUpForAtTheNextStart()
    {
        await using (var first = await StartAsync())
        {
            await first.Logs.ShowAsync("is due next at 2026-01-31 10:05:00Z");
        }

        _time.Advance(TimeSpan.FromHours(1));
        await using var second = await StartAsync();

        await second.Logs.ShowAsync("is due next at 2026-01-31 11:05:00Z");
        Assert.Equal(["due True 10:05:00"], second.Probe.Calls);
    }

    [Fact]
    public async Task ChangedSchedule_IsNotPastDue()
    {
        await using (var first = await StartAsync())
        {
            await first.Logs.ShowAsync("is due next at 2026-01-31 10:05:00Z");
        }

        _time.Advance(TimeSpan.FromHours(1));
        await using var second = await StartAsync(schedule: "0 0 12 * * *");

        await second.Logs.ShowAsync("is due next at 2026-01-31 12:00:00Z");
        Assert.Empty(second.Probe.Calls);
    }

    [Fact]
    public async Task RunOnStartup_RunsAtOnce()
    {
        await using var host = await new TestHost().StartAsync(options => options with { TimeProvider = _time }, typeof(StartupTimer));

        await Eventually.HoldsAsync(() => host.Probe.Calls.Count == 1);
        Assert.Equal(["False True"], host.Probe.Calls);
    }

    [Fact]
    public async Task Invoke_RunsTheTimerNow()
    {
        await using var host = await StartAsync();

        await host.Host.InvokeAsync("EveryFiveMinutes");

        Assert.Equal(["due False "], host.Probe.Calls);
    }

    [Fact]
    public async Task Invoke_ThrowsWhatTheFunctionThrew()
    {
        await using var host = await StartAsync(new() { Behaviour = (_, _) => throw new InvalidOperationException("It broke.") });

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => host.Host.InvokeAsync("EveryFiveMinutes"));

        Assert.Equal("It broke.", exception.Message);
    }

    private Task<TestHost> StartAsync(Probe? probe = null, string schedule = "0 */5 * * * *")
    {
        var host = new TestHost
        {
            Probe = probe ?? new(),
            Settings = { ["SampleSchedule"] = schedule, ["AzureWebJobsStorage"] = _account.ConnectionString },
        };

        return host.StartAsync(options => options with { TimeProvider = _time }, typeof(TimerFunctions));
    }

    // Until the next run is scheduled: from then on the clock may be moved.
    private static async Task RunsAsync(TestHost host, int times)
    {
        await Eventually.HoldsAsync(() => host.Probe.Calls.Count >= times);
        await host.Logs.ShowAsync("is due next at", times + 1);
    }
}
