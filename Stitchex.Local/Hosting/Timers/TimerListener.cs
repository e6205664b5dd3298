using System.Text.Json;
using Microsoft.Extensions.Logging;
using Stitchex.Local.Hosting.Functions;
using Stitchex.Local.Hosting.Worker.Rpc;

namespace Stitchex.Local.Hosting.Timers;

/// <summary>Runs a function on its schedule, one run after the other.</summary>
internal sealed partial class TimerListener(
    FunctionDescriptor function,
    TimerTrigger trigger,
    TimerStatusStore? store,
    IFunctionInvoker invoker,
    HostLifetime lifetime,
    TimeProvider timeProvider,
    ILogger logger)
{
    // The longest time that timers of .NET can wait is 49 days.
    private static readonly TimeSpan LongestDelay = TimeSpan.FromDays(24);

    private DateTime Now => timeProvider.GetUtcNow().UtcDateTime;

    /// <summary>The value of the trigger's parameter, as the real host passes it on.</summary>
    public static string InputOf(TimerStatus? status, bool isPastDue) => JsonSerializer.Serialize(new
    {
        Schedule = new { AdjustForDST = true },
        ScheduleStatus = status,
        IsPastDue = isPastDue,
    });

    /// <summary>Runs the function when it is due, until the host stops.</summary>
    public async Task RunAsync()
    {
        try
        {
            await RunUntilStoppedAsync(lifetime.Stopping);
        }
        catch (OperationCanceledException) when (lifetime.Stopping.IsCancellationRequested)
        {
        }
    }

    private async Task RunUntilStoppedAsync(CancellationToken stopping)
    {
        var status = await PrepareAsync(await ReadAsync(stopping), stopping);

        if (Now > status.Next)
        {
            status = await RunOnceAsync(status, isPastDue: true, stopping);
        }
        else if (trigger.RunOnStartup)
        {
            status = await RunOnceAsync(status, isPastDue: false, stopping);
        }

        while (true)
        {
            await DelayUntilAsync(status.Next, stopping);
            status = await RunOnceAsync(status, isPastDue: false, stopping);
        }
    }

    private async Task<TimerStatus?> ReadAsync(CancellationToken stopping)
    {
        try
        {
            return store is null ? null : await store.ReadAsync(function.Name, stopping);
        }
        catch (Exception exception) when (!stopping.IsCancellationRequested)
        {
            Log.StatusNotRead(logger, function.Name, exception);
            return null;
        }
    }

    private async Task<TimerStatus> PrepareAsync(TimerStatus? known, CancellationToken stopping)
    {
        if (known is not null && known.Next == trigger.Schedule.NextAfter(known.Last == default ? known.LastUpdated : known.Last))
        {
            return known;
        }

        // The timer is new, or its schedule changed. It is written down at once, so that a run that is missed from now on is noticed.
        var status = new TimerStatus { Next = trigger.Schedule.NextAfter(Now), LastUpdated = Now };
        await SaveAsync(status, stopping);
        return status;
    }

    private async Task<TimerStatus> RunOnceAsync(TimerStatus status, bool isPastDue, CancellationToken stopping)
    {
        stopping.ThrowIfCancellationRequested();
        var started = Now;

        var reason = $"Timer fired at {started:O}{(isPastDue ? ", past due" : "")}";
        await invoker.InvokeAsync(function, reason, new TypedData { Json = InputOf(store is null ? null : status, isPastDue) }, cancellationToken: CancellationToken.None);

        var next = new TimerStatus { Last = started, Next = trigger.Schedule.NextAfter(started), LastUpdated = started };
        await SaveAsync(next, lifetime.Killed);
        return next;
    }

    private async Task SaveAsync(TimerStatus status, CancellationToken cancellationToken)
    {
        try
        {
            await (store?.WriteAsync(function.Name, status, cancellationToken) ?? Task.CompletedTask);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // What is lost is only that a missed run would be noticed.
            Log.StatusNotSaved(logger, function.Name, exception);
        }
    }

    private async Task DelayUntilAsync(DateTime due, CancellationToken stopping)
    {
        Log.Scheduled(logger, function.Name, trigger.Schedule, due);

        while (due - Now is var remaining && remaining > TimeSpan.Zero)
        {
            // Rounded up: timers count whole milliseconds and would be due a moment too early.
            var delay = TimeSpan.FromMilliseconds(Math.Ceiling(Math.Min(remaining.TotalMilliseconds, LongestDelay.TotalMilliseconds)));
            await Task.Delay(delay, timeProvider, stopping);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 40, Level = LogLevel.Information, Message = "Timer '{Function}' ({Schedule}) is next due at {Next:u}.")]
        public static partial void Scheduled(ILogger logger, string function, TimerSchedule schedule, DateTime next);

        [LoggerMessage(EventId = 41, Level = LogLevel.Warning, Message = "The last run of timer '{Function}' could not be read from storage.")]
        public static partial void StatusNotRead(ILogger logger, string function, Exception exception);

        [LoggerMessage(EventId = 42, Level = LogLevel.Warning, Message = "The last run of timer '{Function}' could not be written to storage.")]
        public static partial void StatusNotSaved(ILogger logger, string function, Exception exception);
    }
}
