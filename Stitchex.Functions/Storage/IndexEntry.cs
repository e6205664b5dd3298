using System.Globalization;
using Azure.Data.Tables;
using Stitchex.Functions.Events;
using Stitchex.Functions.Protocol;

namespace Stitchex.Functions.Storage;

/// <summary>What the log keeps of an event: its id, and what never changes and a person filters by.</summary>
internal sealed record IndexEntry(
    StitchexEventId Id, DateTimeOffset ReceivedAt, string Name, string Resource, string? RecordId, string Action)
{
    private const int TicksLength = 19;

    /// <summary>The index entry of an event that was just received.</summary>
    public static IndexEntry From(StitchexEvent received, DateTimeOffset receivedAt) =>
        new(received.Id, receivedAt, received.Name, received.Resource, received.RecordId, received.Action);

    /// <summary>The index entry of an event by its row.</summary>
    public static IndexEntry From(EventRow row) => new(row.Id, row.ReceivedAt, row.Name, row.Resource, row.RecordId, row.Action);

    /// <summary>The index entry of an event for the last day on which it came.</summary>
    /// <param name="row">The event's row.</param>
    /// <param name="message">A message that may tell that it came again.</param>
    public static IndexEntry OfLastDay(EventRow row, EventMessage message) =>
        From(row) with { ReceivedAt = row.RepeatedAfter(message) ?? row.ReceivedAt };

    /// <summary>Gets the index entry's row in whatever partition of the index: tables sort keys upwards, and the newest is what people look for.</summary>
    public string RowKey => $"{RowKeyOf(ReceivedAt)}.{Id}";

    /// <summary>The start of the row keys of all events received at a time. Later times come first.</summary>
    public static string RowKeyOf(DateTimeOffset receivedAt) =>
        (DateTime.MaxValue.Ticks - receivedAt.UtcTicks).ToString("D19", CultureInfo.InvariantCulture);

    /// <summary>Whether a text is an index entry's key, or the start of one up to the event's id.</summary>
    public static bool IsRowKey(string key) =>
        TryReadTime(key) is not null && (key.Length == TicksLength || (key[TicksLength] == '.' && StitchexEventId.TryParse(key[(TicksLength + 1)..], out _)));

    /// <summary>Reads when an event was received from the key of its index entry; null where the key is none.</summary>
    public static DateTimeOffset? TryReadTime(string key) =>
        key.Length >= TicksLength
        && long.TryParse(key.AsSpan(0, TicksLength), NumberStyles.None, CultureInfo.InvariantCulture, out var ticks)
        && ticks <= DateTime.MaxValue.Ticks
            ? new DateTimeOffset(DateTime.MaxValue.Ticks - ticks, TimeSpan.Zero)
            : null;

    /// <summary>Reads an index entry; null where the row is none.</summary>
    public static IndexEntry? TryRead(TableEntity entity)
    {
        var key = entity.RowKey;
        if (key.Length < TicksLength + 1 || TryReadTime(key) is not { } receivedAt || !StitchexEventId.TryParse(key[(TicksLength + 1)..], out var id))
        {
            return null;
        }

        return new IndexEntry(id, receivedAt, entity.TextOrNull("Event") ?? "", entity.TextOrNull("Resource") ?? "", entity.TextOrNull("RecordId"), entity.TextOrNull("Action") ?? "");
    }
}
