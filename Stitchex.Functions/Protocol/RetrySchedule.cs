using Stitchex.Functions.Configuration;

namespace Stitchex.Functions.Protocol;

/// <summary>Computes how long to wait before the next attempt. Delays are spread by jitter, so that what failed together does not come back together.</summary>
internal sealed class RetrySchedule(ProcessingOptions options)
{
    /// <summary>The longest that a queue hides a message for.</summary>
    public static readonly TimeSpan MaxDelay = TimeSpan.FromDays(7);

    private const int MaxDoublings = 30;
    private const int MaxBusySteps = 20;

    /// <summary>The delay after a failed attempt: it doubles with each one, up to the longest.</summary>
    /// <param name="attempts">How many attempts there were since the event was opened.</param>
    /// <param name="jitter">A random number from 0 up to 1.</param>
    public TimeSpan AfterAttempt(int attempts, double jitter)
    {
        // As a number: a duration would not hold what is cut to the longest only then.
        var ticks = options.RetryDelay.Ticks * Math.Pow(2, Math.Clamp(attempts - 1, 0, MaxDoublings)) * JitterFactor(jitter);
        return ticks < options.MaxRetryDelay.Ticks ? TimeSpan.FromTicks((long)ticks) : options.MaxRetryDelay;
    }

    /// <summary>The delay after another attempt was found at work on the record.</summary>
    /// <param name="busyCount">How often the message waited before.</param>
    /// <param name="jitter">A random number from 0 up to 1.</param>
    public TimeSpan AfterBusy(int busyCount, double jitter) =>
        ApplyJitter(options.LockedRecordDelay * (1 + Math.Min(busyCount, MaxBusySteps)), jitter);

    /// <summary>
    /// The delay while processing is paused: never longer than the setting, so that everything is taken up within that time.
    /// </summary>
    public TimeSpan WhilePaused(double jitter) => options.PauseDelay * (0.75 + (0.25 * jitter));

    /// <summary>The delay after several attempts were cut off by crashes, so that the neighbours of an event that kills its process part from it.</summary>
    public TimeSpan AfterCrash(double jitter) => options.CrashDelay * jitter;

    /// <summary>The delay that a handler asks for: at least a second, so that attempts have a pause, at most what a queue takes.</summary>
    public static TimeSpan AsAskedFor(TimeSpan delay) =>
        TimeSpan.FromTicks(Math.Clamp(delay.Ticks, TimeSpan.TicksPerSecond, MaxDelay.Ticks));

    private static TimeSpan ApplyJitter(TimeSpan delay, double jitter) => delay * JitterFactor(jitter);

    private static double JitterFactor(double jitter) => 0.75 + (0.5 * jitter);
}
