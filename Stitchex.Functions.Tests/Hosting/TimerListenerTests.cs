using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;
using Stitchex.Functions.Tests.Storage;
using Stitchex.Local.Hosting;
using Stitchex.Local.Hosting.Functions;
using Stitchex.Local.Hosting.Timers;
using Stitchex.Local.Storage;

namespace Stitchex.Functions.Tests.Hosting;

public sealed class TimerListenerTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private const string EveryFiveMinutes = "0 */5 * * * *";

    private readonly AzuriteAccount _account = azurite.NewAccount();
    private readonly FakeTimeProvider _time = new(new(2026, 1, 31, 10, 1, 2, TimeSpan.Zero));

    [Fact]
    public async Task Timer_RunsWhenItIsDue_AndNotBefore()
    {
        await using var timer = Start();
        await timer.Logs.ShowAsync("Timer 'Sample' (0 */5 * * * *) is next due at 2026-01-31 10:05:00Z.");

        _time.Advance(TimeSpan.FromSeconds(237));
        Assert.Empty(timer.Runs);
        _time.Advance(TimeSpan.FromSeconds(1));
        await timer.RanAsync(1);
        _time.Advance(TimeSpan.FromMinutes(5));
        await timer.RanAsync(2);

        Assert.Equal(["10:05:00", "10:10:00"], timer.Runs);
    }

    [Fact]
    public async Task Timer_ThatTakesLong_IsNotRunTwiceAtOnce_AndCatchesUpOnce()
    {
        var goOn = new TaskCompletionSource();
        await using var timer = Start((_, _) => goOn.Task);
        await timer.Logs.ShowAsync("is next due at");
        _time.Advance(TimeSpan.FromMinutes(4));
        await Eventually.HoldsAsync(() => timer.Runs.Count == 1);

        _time.Advance(TimeSpan.FromMinutes(20));
        Assert.Single(timer.Runs);
        goOn.SetResult();

        await timer.RanAsync(2);
        Assert.Equal(["10:05:00", "10:10:00"], timer.Runs);
        Assert.Equal(1, timer.Invoker.MostAtOnce);
    }

    [Fact]
    public async Task Timer_ThatFails_RunsAgainNextTime()
    {
        await using var timer = Start((_, _) => throw new InvalidOperationException("Not now."));
        await timer.Logs.ShowAsync("is next due at");

        _time.Advance(TimeSpan.FromMinutes(4));
        await timer.RanAsync(1);
        _time.Advance(TimeSpan.FromMinutes(5));

        await timer.RanAsync(2);
    }

    [Fact]
    public async Task MissedRun_IsMadeUpForAtTheNextStart()
    {
        await using (var first = Start())
        {
            await first.Logs.ShowAsync("is next due at 2026-01-31 10:05:00Z");
        }

        _time.Advance(TimeSpan.FromHours(1));
        await using var second = Start();

        await second.Logs.ShowAsync("is next due at 2026-01-31 11:05:00Z");
        Assert.Equal(["10:05:00 past due"], second.Runs);
    }

    [Fact]
    public async Task ChangedSchedule_IsNotPastDue()
    {
        await using (var first = Start())
        {
            await first.Logs.ShowAsync("is next due at 2026-01-31 10:05:00Z");
        }

        _time.Advance(TimeSpan.FromHours(1));
        await using var second = Start(schedule: "0 0 12 * * *");

        await second.Logs.ShowAsync("is next due at 2026-01-31 12:00:00Z");
        Assert.Empty(second.Runs);
    }

    private RunningTimer Start(Func<Local.Hosting.Worker.Rpc.TypedData, CancellationToken, Task>? behaviour = null, string schedule = EveryFiveMinutes) =>
        new(schedule, _account, _time, behaviour ?? ((_, _) => Task.CompletedTask));

    private sealed class RunningTimer : IAsyncDisposable
    {
        private readonly HostLifetime _lifetime = new();
        private readonly ILoggerFactory _loggers;
        private readonly Task _running;

        public RunningTimer(
            string schedule, AzuriteAccount account, TimeProvider time, Func<Local.Hosting.Worker.Rpc.TypedData, CancellationToken, Task> behaviour)
        {
            Invoker.Behaviour = behaviour;
            _loggers = Logs.CreateLoggers();
            var trigger = new TimerTrigger(TimerSchedule.Parse(schedule), RunOnStartup: false, UseMonitor: true);
            _running = new TimerListener(
                new("Sample", "timer", trigger, IsDisabled: false),
                trigger,
                new TimerStatusStore(account.ConnectionString),
                Invoker,
                _lifetime,
                time,
                _loggers.CreateLogger("Timer")).RunAsync();
        }

        public RecordingInvoker Invoker { get; } = new();

        public FakeLogCollector Logs { get; } = new();

        public IReadOnlyList<string> Runs =>
        [
            .. from input in Invoker.Inputs
               let timer = JsonNode.Parse(input.Json)!
               select $"{timer["ScheduleStatus"]!["Next"]!.GetValue<DateTime>():HH:mm:ss}{((bool)timer["IsPastDue"]! ? " past due" : "")}",
        ];

        // Until the next run is scheduled: from then on the clock may be moved.
        public async Task RanAsync(int times)
        {
            await Eventually.HoldsAsync(() => Invoker.Inputs.Count >= times);
            await Logs.ShowAsync("is next due at", times + 1);
        }

        public async ValueTask DisposeAsync()
        {
            await _lifetime.StopAsync();
            await _running;
            _loggers.Dispose();
            _lifetime.Dispose();
        }
    }
}
