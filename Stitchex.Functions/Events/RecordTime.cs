using System.Globalization;

namespace Stitchex.Functions.Events;

/// <summary>The time of a record's last update, which orders its versions.</summary>
/// <param name="Version">The time; null where there is none that can be used.</param>
/// <param name="Defect">Why it cannot be used.</param>
internal readonly record struct RecordTime(DateTimeOffset? Version, RecordTimeDefect Defect = RecordTimeDefect.None)
{
    private const int MinuteLength = 16;
    private const int TickDigits = 7;
    private const int MaxOffsetHours = 14;

    // More than clocks differ, less than it takes to notice a typing error and fix it.
    private static readonly TimeSpan Ahead = TimeSpan.FromMinutes(5);

    /// <summary>A value that is not empty and cannot be read as a time.</summary>
    public static readonly RecordTime Unreadable = new(null, RecordTimeDefect.Unreadable);

    /// <summary>Reads the time of a record. One without an offset may be local time, and would order versions wrongly.</summary>
    public static RecordTime Read(ReadOnlySpan<char> text)
    {
        if (text.Trim().IsEmpty)
        {
            return default;
        }

        return TryRead(text.Trim(), out var time, out var hasOffset) switch
        {
            false => Unreadable,
            true when !hasOffset => new(null, RecordTimeDefect.NoOffset),
            _ => new(time),
        };
    }

    /// <summary>Whether a time lies further in the future than clocks differ.</summary>
    public static bool IsAhead(DateTimeOffset time, DateTimeOffset now) => time - now > Ahead;

    /// <summary>Reads a time. One without an offset is in UTC, so that it means the same wherever it is read.</summary>
    public static DateTimeOffset? Parse(ReadOnlySpan<char> text) => TryRead(text.Trim(), out var time, out _) ? time : null;

    // By hand, for there is no format for more digits than a tick has: these are cut, so that order holds.
    private static bool TryRead(ReadOnlySpan<char> text, out DateTimeOffset time, out bool hasOffset)
    {
        (time, hasOffset) = (default, false);
        if (text.Length < MinuteLength
            || text[10] is not ('T' or 't' or ' ')
            || !DateOnly.TryParseExact(text[..10], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            || !TimeOnly.TryParseExact(text[11..MinuteLength], "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var minute))
        {
            return false;
        }

        var rest = text[MinuteLength..];
        if (!TryReadSeconds(ref rest, out var seconds) || !TryReadOffset(rest.TrimStart(), out var offset))
        {
            return false;
        }

        var ticks = date.ToDateTime(minute).Ticks + seconds - (offset ?? TimeSpan.Zero).Ticks;
        if (ticks < 0 || ticks > DateTime.MaxValue.Ticks)
        {
            return false;
        }

        (time, hasOffset) = (new DateTimeOffset(ticks, TimeSpan.Zero), offset is not null);
        return true;
    }

    /// <summary>Reads <c>:ss</c> and a fraction of any length, where they are there.</summary>
    private static bool TryReadSeconds(ref ReadOnlySpan<char> text, out long ticks)
    {
        ticks = 0;
        if (text is not [':', ..])
        {
            return true;
        }

        if (text is not [':', >= '0' and <= '5', >= '0' and <= '9', ..])
        {
            return false;
        }

        ticks = ((10 * (text[1] - '0')) + text[2] - '0') * TimeSpan.TicksPerSecond;
        text = text[3..];
        if (text is not ['.' or ',', ..])
        {
            return true;
        }

        var digits = text[1..].IndexOfAnyExceptInRange('0', '9') is var end and >= 0 ? end : text.Length - 1;
        var value = TimeSpan.TicksPerSecond;
        foreach (var digit in text.Slice(1, Math.Min(digits, TickDigits)))
        {
            value /= 10;
            ticks += value * (digit - '0');
        }

        text = text[(1 + digits)..];
        return digits > 0;
    }

    /// <summary>Reads <c>Z</c>, <c>UTC</c>, <c>+hh</c>, <c>+hhmm</c>, <c>+hh:mm</c>, or nothing.</summary>
    private static bool TryReadOffset(ReadOnlySpan<char> text, out TimeSpan? offset)
    {
        offset = TimeSpan.Zero;
        if (text is "Z" or "z" || text.Equals("UTC", StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        offset = null;
        if (text.IsEmpty)
        {
            return true;
        }

        var number = text[1..];
        Span<char> digits = stackalloc char[4] { '0', '0', '0', '0' };
        if (number.Length == 5 && number[2] == ':')
        {
            number[..2].CopyTo(digits);
            number[3..].CopyTo(digits[2..]);
        }
        else if (number.Length is 2 or 4)
        {
            number.CopyTo(digits);
        }
        else
        {
            return false;
        }

        if (text[0] is not ('+' or '-') || digits.ContainsAnyExceptInRange('0', '9'))
        {
            return false;
        }

        var (hours, minutes) = ((10 * (digits[0] - '0')) + digits[1] - '0', (10 * (digits[2] - '0')) + digits[3] - '0');
        offset = new TimeSpan(hours, minutes, 0) * (text[0] == '-' ? -1 : 1);
        return minutes < 60 && offset.Value.Duration() <= TimeSpan.FromHours(MaxOffsetHours);
    }
}
