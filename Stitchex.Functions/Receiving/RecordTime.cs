using System.Globalization;

namespace Stitchex.Functions.Receiving;

/// <summary>Reads the times of records, which order their versions.</summary>
internal static class RecordTime
{
    // The first three are what customers' receivers see; the last ones are how the same framework prints a time where it is not told to use ISO 8601.
    private static readonly string[] Formats =
    [
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK",
        "yyyy-MM-dd'T'HH:mm:ssK",
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz",
        "yyyy-MM-dd HH:mm:ss.FFFFFFFK",
        "yyyy-MM-dd HH:mm:ss 'UTC'",
        "yyyy-MM-dd HH:mm:ss zzz",
    ];

    /// <summary>Reads a time. One without an offset is in UTC, so that it means the same wherever it is read.</summary>
    public static DateTimeOffset? Parse(ReadOnlySpan<char> text) =>
        DateTimeOffset.TryParseExact(text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? time
            : null;
}
