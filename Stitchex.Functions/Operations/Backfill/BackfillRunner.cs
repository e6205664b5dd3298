using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using Microsoft.Extensions.Options;
using Stitchex.Functions.Api;
using Stitchex.Functions.Configuration;
using Stitchex.Functions.Events;
using Stitchex.Functions.Operations.Jobs;
using Stitchex.Functions.Protocol;
using Stitchex.Functions.Storage;

namespace Stitchex.Functions.Operations.Backfill;

/// <summary>
/// Reads one page of one list, and makes an event for each record that was not delivered as the list shows it. The event fetches the
/// record, so a list that is old or wrong does no harm. Its id is made of the job's and of what the list shows: a page that is repeated
/// makes the same events.
/// </summary>
internal sealed class BackfillRunner(
    EventStorage storage, StitchexApiClient api, RequestThrottle throttle, StorageClock clock, IOptions<ProcessingOptions> options)
{
    private const int Concurrency = 16;

    private static readonly TimeSpan QueueInterval = TimeSpan.FromSeconds(5);

    /// <summary>Reads a page, if it is its turn.</summary>
    /// <returns>The job after it, and in how long its next turn comes.</returns>
    public async Task<(Job Job, TimeSpan Delay)> RunAsync(Job job, CancellationToken cancellationToken)
    {
        var lists = BackfillList.Parse(job.Lists!);
        var now = clock.UtcNow;
        var next = lists.Where(list => list.State == BackfillListState.Running)
            .OrderBy(list => list.RetryAt > now ? list.RetryAt : null)
            .ThenByDescending(list => list.IsNew).FirstOrDefault();
        if (next is null)
        {
            // Paused while its last page was read.
            return (With(job, lists), TimeSpan.Zero);
        }

        if (next.RetryAt > now)
        {
            return (job, next.RetryAt.Value - now);
        }

        // A webhook is not to wait behind records that may wait.
        if (!job.IsDryRun && (!await storage.Queue.HasCaughtUpAsync(cancellationToken) || await IsFarAheadAsync(job, cancellationToken)))
        {
            return (job, QueueInterval);
        }

        if (await throttle.WaitForSpareAsync(cancellationToken) is { } wait)
        {
            return (job, wait);
        }

        var result = await api.FetchPageAsync(next.Resource, next.Page + 1, cancellationToken);
        if (result is not FetchResult.Listed { Page: var page })
        {
            var delay = result is FetchResult.Unavailable ? QueueInterval : TimeSpan.Zero;
            return (With(job, lists.Replace(next, next.After(result, clock.UtcNow, options.Value.RetryWindow))), delay);
        }

        // The last digits of the time say which page made an event, whenever the page is repeated that was cut off.
        var mark = ((next.Pass * 3_000) + next.Page) % TimeSpan.TicksPerMillisecond;
        var receivedAt = now.AddTicks(mark - (now.Ticks % TimeSpan.TicksPerMillisecond));
        var matched = await MakeEventsAsync(job, next.Resource, page.Records, receivedAt, cancellationToken);

        // A dry run finds the same records with each pass.
        var begun = job.IsDryRun && next.Page == 0 ? next with { Matched = 0 } : next;
        lists = lists.Replace(next, begun.After(page, matched.Count));
        var after = job with { Scanned = job.Scanned + page.Count, Matched = lists.Sum(list => list.Matched) };
        return job.IsDryRun
            ? (With(after, lists), TimeSpan.Zero)
            : (With(after with { Done = after.Matched, Kept = job.KeptWith(matched), AfterRecord = Noted(job, matched) }, lists),
                TimeSpan.FromMinutes((double)matched.Count / job.RatePerMinute));
    }

    // One event in half a minute's worth is noted, and has to be tried before the next one is: the messages of all in between are hidden at
    // first, and again when no request can be spared, so nobody sees in the queue how many there are.
    private async Task<bool> IsFarAheadAsync(Job job, CancellationToken cancellationToken) =>
        StitchexEventId.TryParse(IdOfNotedLongAgo(job), out var id)
        && await storage.Store.ReadRowAsync(id, cancellationToken) is { State: EventState.Received };

    private static string? Noted(Job job, List<string> made) =>
        made.Count > 0 && (job.AfterRecord is null || IdOfNotedLongAgo(job) is not null)
            ? $"{job.Done + made.Count} {made[^1]}"
            : job.AfterRecord;

    private static string? IdOfNotedLongAgo(Job job) =>
        job.AfterRecord?.Split(' ') is [var done, var id]
        && job.Done - int.Parse(done, CultureInfo.InvariantCulture) >= job.RatePerMinute / 2
            ? id
            : null;

    private static Job With(Job job, ImmutableList<BackfillList> lists)
    {
        var incomplete = lists.Where(list => list.State == BackfillListState.Incomplete)
            .Select(list => $"{list.Resource}: {list.Note}").ToList();
        return job with
        {
            Lists = BackfillList.ToText(lists),
            Status = lists.Exists(list => list.State == BackfillListState.Running) ? JobStatus.Running : JobStatus.Completed,
            Error = incomplete.Count > 0 ? $"Lists that may be incomplete: {string.Join(' ', incomplete)}" : null,
        };
    }

    // Returns the ids of the events of the records that had to be fetched.
    private async Task<List<string>> MakeEventsAsync(
        Job job, string resource, IReadOnlyList<ListedRecord> records, DateTimeOffset receivedAt, CancellationToken cancellationToken)
    {
        var sent = 0;
        var matched = new ConcurrentQueue<string>();
        var limits = new ParallelOptions { MaxDegreeOfParallelism = Concurrency, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(records, limits, async (record, token) =>
        {
            var row = new EventRow
            {
                Id = StitchexEventId.Create(resource, record.Id, EventRow.BackfillAction, EventRow.ListedHash(job.Id, record.Hash)),
                Name = $"{resource}_{EventRow.BackfillAction}",
                Resource = resource,
                Action = EventRow.BackfillAction,
                RecordId = record.Id,
                Version = record.Version,
                ReceivedAt = receivedAt,
                OpenedAt = receivedAt,
            };
            var stored = await storage.Store.ReadAsync(row.Id, token);
            var isNeeded = stored.Row is null && IsNeeded(stored.Record, record);
            if (isNeeded || stored.Row?.ReceivedAt.Ticks % TimeSpan.TicksPerMillisecond == receivedAt.Ticks % TimeSpan.TicksPerMillisecond)
            {
                matched.Enqueue($"{row.Id}");
            }

            // One that was stored before, and is untouched, may have no message: the page was cut off in between.
            if (!job.IsDryRun && (isNeeded || stored.Row is { State: EventState.Received }))
            {
                // In turn, as the rate allows: what comes in between finds the queue free.
                var delay = TimeSpan.FromMinutes((double)(Interlocked.Increment(ref sent) - 1) / job.RatePerMinute);
                await storage.AddAsync(stored.Row ?? row, delay, token);
            }
        });
        return [.. matched];
    }

    private static bool IsNeeded(RecordRow record, ListedRecord listed) =>
        record.PendingHash is not null || record.IsTombstone || record.Lacks(listed.Version, listed.Hash);
}
