using System.Globalization;

namespace Stitchex.Local.Simulator.Records;

/// <summary>Instants as Stitchex writes them: milliseconds, and an offset that is the account's affair.</summary>
internal static class Timestamp
{
    private const string WithOffset = "yyyy-MM-dd'T'HH:mm:ss.fffzzz";
    private const string WithZ = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    /// <summary>Gets the ways of writing the offset that were seen.</summary>
    public static IReadOnlyList<string> Offsets { get; } = ["Z", "+00:00", "+11:00", "-05:00"];

    public static DateTimeOffset Truncate(DateTimeOffset instant, long toTicks = TimeSpan.TicksPerMillisecond) =>
        new(instant.UtcTicks - (instant.UtcTicks % toTicks), TimeSpan.Zero);

    public static string Write(DateTimeOffset instant, string offset) => offset == "Z"
        ? instant.UtcDateTime.ToString(WithZ, CultureInfo.InvariantCulture)
        : instant.ToOffset(OffsetOf(offset)).ToString(WithOffset, CultureInfo.InvariantCulture);

    /// <summary>Writes an instant with the offset that an earlier text has.</summary>
    public static string WriteLike(string? earlier, DateTimeOffset instant) =>
        Write(instant, Offsets.FirstOrDefault(offset => earlier?.EndsWith(offset, StringComparison.Ordinal) == true, "Z"));

    public static DateTimeOffset? Read(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant) ? instant : null;

    private static TimeSpan OffsetOf(string offset)
    {
        var size = TimeSpan.ParseExact(offset[1..], @"hh\:mm", CultureInfo.InvariantCulture);
        return offset[0] == '-' ? -size : size;
    }
}
