using Stitchex.Functions.Events;
using Stitchex.Functions.Protocol;
using Stitchex.Functions.Storage;

namespace Stitchex.Functions.Operations.Listing;

/// <summary>
/// Looks for events along the log, newest first. What one page costs is bounded, however many events are stored and however few of them are looked for: it
/// ends when it has looked at enough, and says where to go on.
/// </summary>
internal sealed class EventScan(EventStorage storage, StorageClock clock)
{
    private const int MaxEntries = 1_000;
    private const int DefaultMaxRows = 200;
    private const int MaxQueries = 40;
    private const int Concurrency = 32;

    // An index entry is written before its row tells that the event is dead-lettered, so one that was just written is not stale.
    private static readonly TimeSpan StaleAfter = TimeSpan.FromMinutes(15);

    /// <summary>Reads a page.</summary>
    /// <param name="filter">What is looked for.</param>
    /// <param name="after">Where the last page ended; null to begin.</param>
    /// <param name="wanted">How many events at most.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <param name="maxRows">How many rows are read at most to find them.</param>
    public async Task<ScanPage> ReadAsync(EventFilter filter, ScanPosition? after, int wanted, CancellationToken cancellationToken, int maxRows = DefaultMaxRows)
    {
        List<EventRow> found = [];
        var position = after ?? ScanPosition.Before(filter.Until);
        var (indexEntries, rows) = (0, 0);
        for (var queries = 0; position is not null && queries < MaxQueries && indexEntries < MaxEntries && rows < maxRows && found.Count < wanted; queries++)
        {
            // Where every index entry leads to an event that is wanted, no more are read than that.
            var count = filter.IsSelective ? MaxEntries - indexEntries : Math.Min(MaxEntries - indexEntries, wanted - found.Count);
            var (entries, next) = await storage.Index.ReadSomeAsync(filter.Partition, position.Day, position.RowKey, filter.From, count, cancellationToken);
            var scanned = 0;
            while (scanned < entries.Count && rows < maxRows && found.Count < wanted)
            {
                var some = Next(filter, entries, ref scanned, Math.Min(maxRows - rows, wanted - found.Count));
                rows += some.Count;
                found.AddRange((await ReadRowsAsync(filter, some, cancellationToken)).Where(filter.Matches));
            }

            indexEntries += scanned;
            var last = scanned < entries.Count ? entries[scanned - 1].Entry.RowKey : next;
            position = last is null ? DayBefore(filter, position) : position with { RowKey = last };
        }

        return new ScanPage(found, indexEntries, position);
    }

    private static List<IndexRow> Next(EventFilter filter, IReadOnlyList<IndexRow> entries, ref int scanned, int count)
    {
        List<IndexRow> some = [];
        while (scanned < entries.Count && some.Count < count)
        {
            var entry = entries[scanned++];
            if (filter.Matches(entry.Entry))
            {
                some.Add(entry);
            }
        }

        return some;
    }

    private static ScanPosition? DayBefore(EventFilter filter, ScanPosition position) =>
        filter.Partition == IndexPartition.Day && position.Day > DateOnly.FromDateTime(filter.From.UtcDateTime)
            ? ScanPosition.Before(new DateTimeOffset(position.Day.AddDays(-1).ToDateTime(TimeOnly.MaxValue, DateTimeKind.Utc)))
            : null;

    private async Task<IEnumerable<EventRow>> ReadRowsAsync(EventFilter filter, List<IndexRow> entries, CancellationToken cancellationToken)
    {
        var rows = new EventRow?[entries.Count];
        await Parallel.ForAsync(0, entries.Count, new ParallelOptions { MaxDegreeOfParallelism = Concurrency, CancellationToken = cancellationToken }, async (i, token) =>
        {
            rows[i] = await storage.Store.ReadRowAsync(entries[i].Entry.Id, token);
            if (filter.Partition == IndexPartition.DeadLettered && rows[i] is { State: not (EventState.DeadLettered or EventState.Unreadable) } && clock.UtcNow - entries[i].WrittenAt > StaleAfter)
            {
                await storage.Index.RemoveAsync(entries[i], token);
            }
        });
        return rows.Where((row, i) => row is not null && IsTaken(filter, entries[i], row)).OfType<EventRow>();
    }

    private static bool IsTaken(EventFilter filter, IndexRow entry, EventRow row) =>
        !filter.TakesEachOnce
        || filter.Partition != IndexPartition.Day
        || entry.Entry.ReceivedAt.UtcDateTime.Date == row.LastCameAt.UtcDateTime.Date;
}
