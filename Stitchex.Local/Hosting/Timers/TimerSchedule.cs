using System.Globalization;
using NCrontab;

namespace Stitchex.Local.Hosting.Timers;

/// <summary>When a timer is due: an NCRONTAB expression in UTC, or a constant interval.</summary>
internal sealed class TimerSchedule
{
    private static readonly TimeSpan ShortestMonitoredInterval = TimeSpan.FromMinutes(1);

    private static readonly DateTime AnyTime = DateTime.UnixEpoch;

    private readonly string _text;
    private readonly Func<DateTime, DateTime> _next;

    private TimerSchedule(string text, Func<DateTime, DateTime> next)
    {
        _text = text;
        _next = next;
    }

    /// <summary>Reads a schedule.</summary>
    /// <exception cref="FormatException">It is neither an NCRONTAB expression nor a time span, or never due.</exception>
    public static TimerSchedule Parse(string text)
    {
        var hasSeconds = text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length == 6;
        if (CrontabSchedule.TryParse(text, new() { IncludingSeconds = hasSeconds }) is { } expression)
        {
            return expression.GetNextOccurrence(AnyTime) == DateTime.MaxValue
                ? throw new FormatException($"the schedule '{text}' is never due.")
                : new(text, expression.GetNextOccurrence);
        }

        return TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var interval) && interval > TimeSpan.Zero
            ? new(text, after => after + interval)
            : throw new FormatException($"the schedule '{text}' is neither an NCRONTAB expression of 5 or 6 fields nor a time span.");
    }

    /// <summary>Gets the next time after <paramref name="after"/>, in UTC.</summary>
    public DateTime NextAfter(DateTime after) => _next(after);

    /// <summary>Tells whether it is due so rarely that the host remembers over restarts when it ran.</summary>
    public bool IsWorthMonitoring(DateTime now)
    {
        var next = NextAfter(now);
        return NextAfter(next) - next >= ShortestMonitoredInterval;
    }

    public override string ToString() => _text;
}
