using Stitchex.Functions.Events;
using Stitchex.Functions.Protocol;
using Stitchex.Functions.Storage;

namespace Stitchex.Functions.Processing;

/// <summary>Reads the rows that an attempt works on.</summary>
internal sealed class EventReader(EventStorage storage, EventTransitions transitions, StorageClock clock)
{
    /// <summary>
    /// Reads both rows. An event whose row is gone is made anew from its message, unless it was erased, and an index entry that may be missing
    /// is written.
    /// </summary>
    public async Task<StoredRows> ReadAsync(StitchexEventId id, EventMessage message, CancellationToken cancellationToken)
    {
        var rows = await storage.Store.ReadAsync(id, cancellationToken);
        if (transitions.IsErased(message, rows.Row, rows.Record))
        {
            return rows;
        }

        if (rows.Row is null)
        {
            // Its index entries first: a crash in between leaves one too many, never a row that nobody finds.
            var made = EventRow.From(id, message, clock.UtcNow);
            await WriteIndexEntriesAsync(made, message, cancellationToken);
            await storage.Store.InsertAsync(made, cancellationToken);
            return await ReadAsync(id, message, cancellationToken);
        }

        if (message.WriteIndexEntry)
        {
            await WriteIndexEntriesAsync(rows.Row, message, cancellationToken);
        }

        return rows;
    }

    private async Task WriteIndexEntriesAsync(EventRow row, EventMessage message, CancellationToken cancellationToken)
    {
        await storage.Index.WriteEntryAsync(IndexPartition.Day, IndexEntry.OfLastDay(row, message), cancellationToken);
        if (!row.IsFinal)
        {
            // The sweep may have passed that day's rows already.
            await storage.Index.WriteEntryAsync(IndexPartition.Open, IndexEntry.From(row), cancellationToken);
        }
    }
}
