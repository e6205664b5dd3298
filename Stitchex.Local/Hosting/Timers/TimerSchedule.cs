using System.Globalization;
using System.Text.RegularExpressions;
using Cronos;

namespace Stitchex.Local.Hosting.Timers;

/// <summary>When a timer is due: an NCRONTAB expression in UTC, or a constant interval.</summary>
internal sealed partial class TimerSchedule
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
        var fields = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);

        if (fields.Length is 5 or 6 && fields.All(NcrontabField().IsMatch))
        {
            var format = fields.Length == 6 ? CronFormat.IncludeSeconds : CronFormat.Standard;

            if (CronExpression.TryParse(text, format, out var expression))
            {
                return expression.GetNextOccurrence(AnyTime) is null
                    ? throw new FormatException($"the schedule '{text}' is never due.")
                    : new(text, after => expression.GetNextOccurrence(after)!.Value);
            }
        }

        if (TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var interval) && interval > TimeSpan.Zero)
        {
            return new(text, after => after + interval);
        }

        throw new FormatException($"the schedule '{text}' is neither an NCRONTAB expression of 5 or 6 fields nor a time span.");
    }

    /// <summary>Gets the next time after <paramref name="after"/>, in UTC.</summary>
    public DateTime NextAfter(DateTime after) => _next(after);

    /// <summary>Tells whether it is due so rarely that the host remembers over restarts when it ran.</summary>
    public bool IsWorthMonitoring(DateTime now)
    {
        var next = NextAfter(now);
        return NextAfter(next) - next >= ShortestMonitoredInterval;
    }

    /// <inheritdoc/>
    public override string ToString() => _text;

    // Cronos takes more than NCRONTAB does: ?, L, W and #, and macros. An expression with those would not work in Azure.
    [GeneratedRegex(@"^(\*|\d+|[A-Za-z]{3,})(-(\d+|[A-Za-z]{3,}))?(/\d+)?(,(\*|\d+|[A-Za-z]{3,})(-(\d+|[A-Za-z]{3,}))?(/\d+)?)*$")]
    private static partial Regex NcrontabField();
}
