using Stitchex.Functions.Events;
using Stitchex.Functions.Protocol;
using Stitchex.Functions.Storage;

namespace Stitchex.Functions.Operations.Overview;

/// <summary>
/// Finds events that wait, at a cost that is bounded: the oldest of those that the sweep watches, which takes them up after a quarter of an
/// hour, what was received last, and what stands first in the queue.
/// </summary>
internal sealed class WaitingEvents(EventStorage storage, StorageClock clock)
{
    private const int MaxWatchedRead = 48;
    private const int MaxRecent = 64;
    private const int MaxPeeked = 8;

    // An event that was received before this, and waits, is watched by now: the sweep comes every five minutes.
    private static readonly TimeSpan WatchedAfter = TimeSpan.FromMinutes(25);

    /// <summary>Finds them.</summary>
    public async Task<WaitingReport> FindAsync(CancellationToken cancellationToken)
    {
        var peeking = storage.Queue.PeekAsync(cancellationToken);
        var watching = storage.Index.ReadOldestAsync(IndexPartition.Open, cancellationToken);
        var recent = await ReadRecentAsync(cancellationToken);
        var watched = await watching;
        var older = watched.TakeLast(MaxWatchedRead).Select(entry => entry.Entry.Id).ToHashSet();
        var younger = recent.Select(entry => entry.Id).Union((await peeking).Take(MaxPeeked)).Where(id => !older.Contains(id));
        var reading = ReadWaitingAsync(younger, cancellationToken);
        var (old, young) = (await ReadWaitingAsync(older, cancellationToken), await reading);

        var isCut = recent.Count == MaxRecent;
        var isAtLeast = watched.Count > MaxWatchedRead || (isCut && clock.UtcNow - recent[^1].ReceivedAt < WatchedAfter);
        var all = old.Concat(young).ToList();
        return new WaitingReport(
            all.MinBy(row => row.ReceivedAt) is { } oldest ? ToWaitingEvent(oldest, isAtLeast: old.Length == 0 && isCut) : null,
            all,
            isAtLeast,
            recent.Count > 0 || watched.Count > 0 || await storage.HasReceivedAsync(cancellationToken));
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

    private WaitingEvent ToWaitingEvent(EventRow row, bool isAtLeast) =>
        new(row.Id.ToString(), row.ReceivedAt, Math.Max(0, (long)(clock.UtcNow - row.ReceivedAt).TotalSeconds), isAtLeast);
}
