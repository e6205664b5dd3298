using System.Globalization;
using Azure.Data.Tables;
using Stitchex.Functions.Receiving;

namespace Stitchex.Functions.Events;

/// <summary>What the log keeps of an event: its id, and what never changes and a person filters by.</summary>
internal sealed record EventPointer(EventId Id, DateTimeOffset ReceivedAt, string Name, string Resource, string? RecordId, string Action)
{
    private const int TicksLength = 19;

    /// <summary>A pointer to an event that was just received.</summary>
    public static EventPointer To(StitchexEvent received, DateTimeOffset receivedAt) =>
        new(received.Id, receivedAt, received.Name, received.Resource, received.RecordId, received.Action);

    /// <summary>A pointer to an event by its row.</summary>
    public static EventPointer To(EventRow row) => new(row.Id, row.ReceivedAt, row.Name, row.Resource, row.RecordId, row.Action);

    /// <summary>Gets the pointer's row in whatever partition of the log: tables sort keys upwards, and the newest is what people look for.</summary>
    public string RowKey => $"{RowKeyOf(ReceivedAt)}.{Id}";

    /// <summary>The start of the row keys of all events received at a time. Later times come first.</summary>
    public static string RowKeyOf(DateTimeOffset receivedAt) =>
        (DateTime.MaxValue.Ticks - receivedAt.UtcTicks).ToString("D19", CultureInfo.InvariantCulture);

    /// <summary>Whether a text is a pointer's key, or the start of one up to the event's id.</summary>
    public static bool IsRowKey(string key) =>
        TryReadTime(key) is not null && (key.Length == TicksLength || (key[TicksLength] == '.' && EventId.TryParse(key[(TicksLength + 1)..], out _)));

    /// <summary>Reads when an event was received from the key of its pointer; null where the key is none.</summary>
    public static DateTimeOffset? TryReadTime(string key) =>
        key.Length >= TicksLength
        && long.TryParse(key.AsSpan(0, TicksLength), NumberStyles.None, CultureInfo.InvariantCulture, out var ticks)
        && ticks <= DateTime.MaxValue.Ticks
            ? new DateTimeOffset(DateTime.MaxValue.Ticks - ticks, TimeSpan.Zero)
            : null;

    /// <summary>Reads a pointer; null where the row is none.</summary>
    public static EventPointer? TryRead(TableEntity entity)
    {
        var key = entity.RowKey;
        if (key.Length < TicksLength + 1 || TryReadTime(key) is not { } receivedAt || !EventId.TryParse(key[(TicksLength + 1)..], out var id))
        {
            return null;
        }

        return new EventPointer(id, receivedAt, entity.GetString("Event") ?? "", entity.GetString("Resource") ?? "", entity.GetString("RecordId"), entity.GetString("Action") ?? "");
    }
}
