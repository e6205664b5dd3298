using Stitchex.Functions.Events;
using Stitchex.Functions.Protocol;
using Stitchex.Functions.Storage;

namespace Stitchex.Functions.Operations.Overview;

/// <summary>
/// Finds the event that waits for longest, at a cost that is bounded. Those that the sweep watches come first; it takes them up after a quarter of an hour.
/// Younger ones are looked for among what was received last and what stands first in the queue.
/// </summary>
internal sealed class OldestWaiting(EventStorage storage, StorageClock clock)
{
    private const int MaxWatchedRead = 48;
    private const int MaxRecent = 24;
    private const int MaxPeeked = 8;
    private const int Batch = 16;

    /// <summary>Finds it; null when none was found.</summary>
    public async Task<WaitingEvent?> FindAsync(CancellationToken cancellationToken) =>
        await FindWatchedAsync(cancellationToken) ?? await FindRecentAsync(cancellationToken);

    private async Task<WaitingEvent?> FindWatchedAsync(CancellationToken cancellationToken)
    {
        var watched = await storage.Index.ReadOldestAsync(IndexPartition.Open, cancellationToken);
        foreach (var some in watched.TakeLast(MaxWatchedRead).Reverse().Chunk(Batch))
        {
            if (Oldest(await ReadWaitingAsync(some.Select(entry => entry.Entry.Id), cancellationToken)) is { } oldest)
            {
                return ToWaitingEvent(oldest, isAtLeast: false);
            }
        }

        return null;
    }

    private async Task<WaitingEvent?> FindRecentAsync(CancellationToken cancellationToken)
    {
        var peeking = storage.Queue.PeekAsync(cancellationToken);
        var recent = await ReadRecentAsync(cancellationToken);
        var waiting = await ReadWaitingAsync(recent.Select(indexEntry => indexEntry.Id).Union((await peeking).Take(MaxPeeked)), cancellationToken);
        return Oldest(waiting) is { } oldest ? ToWaitingEvent(oldest, recent.Count == MaxRecent) : null;
    }

    private async Task<List<IndexEntry>> ReadRecentAsync(CancellationToken cancellationToken)
    {
        var now = clock.UtcNow;
        List<IndexEntry> recent = [];
        foreach (var day in new[] { now, now.AddDays(-1) })
        {
            if (recent.Count < MaxRecent)
            {
                var page = await storage.Index.ReadSomeAsync(
                    IndexPartition.Day, DateOnly.FromDateTime(day.UtcDateTime), afterRowKey: "", now.AddDays(-1), MaxRecent - recent.Count, cancellationToken);
                recent.AddRange(page.Entries.Select(entry => entry.Entry));
            }
        }

        return recent;
    }

    private async Task<EventRow[]> ReadWaitingAsync(IEnumerable<StitchexEventId> ids, CancellationToken cancellationToken)
    {
        var rows = await Task.WhenAll(ids.Select(id => storage.Store.ReadRowAsync(id, cancellationToken)));
        return [.. rows.OfType<EventRow>().Where(row => row.IsWaiting)];
    }

    private static EventRow? Oldest(EventRow[] rows) => rows.MinBy(row => row.ReceivedAt);

    private WaitingEvent ToWaitingEvent(EventRow row, bool isAtLeast) =>
        new(row.Id.ToString(), row.ReceivedAt, Math.Max(0, (long)(clock.UtcNow - row.ReceivedAt).TotalSeconds), isAtLeast);
}
