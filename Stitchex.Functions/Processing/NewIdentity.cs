using Stitchex.Functions.Events;
using Stitchex.Functions.Protocol;
using Stitchex.Functions.Receiving;
using Stitchex.Functions.Storage;

namespace Stitchex.Functions.Processing;

/// <summary>
/// Gives an event whose body named no record a new id, once the catalogue knows where the body has the record's id. An event's row is in its record's
/// partition: under the old id, nothing would keep it in order with the record's other events.
/// </summary>
internal sealed class NewIdentity(EventStorage storage, ResourceCatalogue catalogue, StorageClock clock)
{
    /// <summary>Reads the stored body with today's catalogue, and stores what it is now, with a message for it.</summary>
    /// <param name="rows">The rows of the event.</param>
    /// <param name="message">Its message: only a replay or a repeat reads the body again.</param>
    /// <returns>The new id; null where the event has a record, or its body still names none.</returns>
    public async Task<StitchexEventId?> TakeAsync(StoredRows rows, EventMessage message)
    {
        if (!message.Reopen
            || rows is not { Row.RecordId: null, Body: { } body }
            || !WebhookBody.TryParse(body, catalogue, out var received, out _)
            || received.RecordId is null)
        {
            return null;
        }

        var now = clock.UtcNow;
        var first = EventMessage.First(received, message.TraceParent) with { WriteIndexEntry = true };
        if (!await storage.Store.InsertAsync(received, now, CancellationToken.None))
        {
            first = first with { Reopen = true, AskedAt = now };
        }

        await storage.Queue.SendAsync(first, TimeSpan.Zero, CancellationToken.None);
        return received.Id;
    }
}
