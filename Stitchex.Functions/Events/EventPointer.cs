using Stitchex.Functions.Receiving;

namespace Stitchex.Functions.Events;

/// <summary>What the log keeps of an event: its id, and what never changes and a person filters by.</summary>
internal sealed record EventPointer(EventId Id, DateTimeOffset ReceivedAt, string Name, string Resource, string? RecordId, string Action)
{
    /// <summary>A pointer to an event that was just received.</summary>
    public static EventPointer To(StitchexEvent received, DateTimeOffset receivedAt) =>
        new(received.Id, receivedAt, received.Name, received.Resource, received.RecordId, received.Action);

    /// <summary>A pointer to an event by its row.</summary>
    public static EventPointer To(EventRow row) => new(row.Id, row.ReceivedAt, row.Name, row.Resource, row.RecordId, row.Action);
}
