using System.Globalization;
using Stitchex.Functions.Storage;

namespace Stitchex.Functions.Operations.Listing;

/// <summary>How far a scan has come: the index entry that was looked at last.</summary>
/// <param name="Day">The day whose partition it is in; for dead-lettered events, which share one partition, it says nothing.</param>
/// <param name="RowKey">The index entry's key, or the key that the day's index entries come after.</param>
internal sealed record ScanPosition(DateOnly Day, string RowKey)
{
    private const string DayFormat = "yyyy-MM-dd";

    /// <summary>The position before all events received until a time.</summary>
    public static ScanPosition Before(DateTimeOffset until) => new(DateOnly.FromDateTime(until.UtcDateTime), IndexEntry.RowKeyOf(until));

    /// <summary>Reads a position; null where the texts are none.</summary>
    public static ScanPosition? TryParse(ReadOnlySpan<string> parts) =>
        parts is [var day, var rowKey]
        && DateOnly.TryParseExact(day, DayFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var parsed)
        && IndexEntry.IsRowKey(rowKey)
            ? new ScanPosition(parsed, rowKey)
            : null;

    /// <summary>The position as texts without spaces.</summary>
    public string[] ToParts() => [Day.ToString(DayFormat, CultureInfo.InvariantCulture), RowKey];
}
