using Stitchex.Functions.Events;

namespace Stitchex.Functions.Operations.Overview;

/// <summary>
/// Finds the event that waits for longest, at a cost that is bounded. Those that the sweep watches come first; it takes them up after a quarter of an hour.
/// Younger ones are looked for among what was received last and what stands first in the queue.
/// </summary>
internal sealed class OldestWaiting(EventStorage storage, StorageClock clock)
{
    private const int MaxWatched = 1_000;
    private const int MaxWatchedRead = 128;
    private const int MaxRecent = 100;
    private const int Batch = 32;

    /// <summary>Finds it; null when none was found.</summary>
    public async Task<WaitingEvent?> FindAsync(CancellationToken cancellationToken) =>
        await FindWatchedAsync(cancellationToken) ?? await FindRecentAsync(cancellationToken);

    private async Task<WaitingEvent?> FindWatchedAsync(CancellationToken cancellationToken)
    {
        var watched = await storage.Log.ReadSomeAsync(LogPartition.Open, default, afterRowKey: "", DateTimeOffset.UnixEpoch, MaxWatched, cancellationToken);
        foreach (var some in watched.Entries.Reverse().Take(MaxWatchedRead).Chunk(Batch))
        {
            if (Oldest(await ReadWaitingAsync(some.Select(entry => entry.Pointer.Id), cancellationToken)) is { } oldest)
            {
                return Tell(oldest, watched.Next is not null);
            }
        }

        return null;
    }

    private async Task<WaitingEvent?> FindRecentAsync(CancellationToken cancellationToken)
    {
        var peeking = storage.Queue.PeekAsync(cancellationToken);
        var recent = await ReadRecentAsync(cancellationToken);
        var waiting = await ReadWaitingAsync(recent.Select(pointer => pointer.Id).Union(await peeking), cancellationToken);
        return Oldest(waiting) is { } oldest ? Tell(oldest, recent.Count == MaxRecent) : null;
    }

    private async Task<List<EventPointer>> ReadRecentAsync(CancellationToken cancellationToken)
    {
        var now = clock.UtcNow;
        List<EventPointer> recent = [];
        foreach (var day in new[] { now, now.AddDays(-1) })
        {
            if (recent.Count < MaxRecent)
            {
                var page = await storage.Log.ReadSomeAsync(
                    LogPartition.Day, DateOnly.FromDateTime(day.UtcDateTime), afterRowKey: "", now.AddDays(-1), MaxRecent - recent.Count, cancellationToken);
                recent.AddRange(page.Entries.Select(entry => entry.Pointer));
            }
        }

        return recent;
    }

    private async Task<EventRow[]> ReadWaitingAsync(IEnumerable<EventId> ids, CancellationToken cancellationToken)
    {
        var rows = await Task.WhenAll(ids.Select(id => storage.Store.ReadRowAsync(id, cancellationToken)));
        return [.. rows.OfType<EventRow>().Where(row => !row.IsFinal)];
    }

    private static EventRow? Oldest(EventRow[] rows) => rows.MinBy(row => row.OpenedAt);

    private WaitingEvent Tell(EventRow row, bool isAtLeast) =>
        new(row.Id.ToString(), row.ReceivedAt, Math.Max(0, (long)(clock.UtcNow - row.OpenedAt).TotalSeconds), isAtLeast);
}
