using System.Collections.Concurrent;
using System.Collections.Immutable;
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
    EventStorage storage, StitchexApiClient api, StorageClock clock, IOptions<ProcessingOptions> options)
{
    private const int Concurrency = 16;

    /// <summary>In how long to look again, where many messages wait.</summary>
    public static readonly TimeSpan QueueInterval = TimeSpan.FromSeconds(5);

    /// <summary>Reads a page, if it is its turn, and makes its events.</summary>
    /// <returns>The job after it, and in how long its next turn comes.</returns>
    public Task<(Job Job, TimeSpan Delay)> RunAsync(Job job, CancellationToken cancellationToken) => ReadPageAsync(
        job,
        (list, page, token) => MakeEventsAsync(
            job,
            page.Records.Select(listed => (EventOf(job, list.Resource, EventRow.BackfillAction, listed, clock.UtcNow), IsNeeded(listed))),
            token),
        cancellationToken);

    /// <summary>Reads a page of the list whose turn it is, if one may be read now.</summary>
    /// <param name="job">The job, as it is before the page.</param>
    /// <param name="use">Does with the page what it is read for, and returns the ids of the events that fetch records.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <returns>The job after it, completed where no list has more pages, and in how long its next turn comes.</returns>
    public async Task<(Job Job, TimeSpan Delay)> ReadPageAsync(
        Job job,
        Func<BackfillList, RecordPage, CancellationToken, Task<List<StitchexEventId>>> use,
        CancellationToken cancellationToken)
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

        if (!job.IsDryRun && !await MayGoOnAsync(job, cancellationToken))
        {
            return (job, QueueInterval);
        }

        if (await api.WaitAsync(isInNoHurry: true, cancellationToken) is { } wait)
        {
            return (job, wait.Delay);
        }

        var result = await api.FetchPageAsync(next.Resource, next.Page + 1, cancellationToken);
        if (result is not FetchResult.Listed { Page: var page })
        {
            var delay = result is FetchResult.Unavailable ? QueueInterval : TimeSpan.Zero;
            return (With(job, lists.Replace(next, next.After(result, clock.UtcNow, options.Value.RetryWindow))), delay);
        }

        var matched = await use(next, page, cancellationToken);

        // A dry run finds the same records with each pass.
        var begun = job.IsDryRun && next.Page == 0 ? next with { Matched = 0 } : next;
        lists = lists.Replace(next, begun.After(page, matched.Count));
        var after = job with { Scanned = job.Scanned + page.Count, Matched = lists.Sum(list => list.Matched) };
        return job.IsDryRun
            ? (With(after, lists), TimeSpan.Zero)
            : (With(WithEvents(after, matched), lists), TimeSpan.FromMinutes((double)matched.Count / job.RatePerMinute));
    }

    /// <summary>Makes the event that fetches a record. Its id is made of the job's and of what the list shows.</summary>
    public static EventRow EventOf(Job job, string resource, string action, ListedRecord listed, DateTimeOffset receivedAt) => new()
    {
        Id = StitchexEventId.Create(resource, listed.Id, action, EventRow.ListedHash(job.Id, listed.Hash)),
        Name = $"{resource}_{action}",
        Resource = resource,
        Action = action,
        RecordId = listed.Id,
        Version = listed.Version,
        ReceivedAt = receivedAt,
        OpenedAt = receivedAt,
        MadeAfter = job.Done,
    };

    /// <summary>Whether a record is not delivered as a list shows it.</summary>
    public static Func<RecordRow, bool> IsNeeded(ListedRecord listed) =>
        record => record is { ForgottenAt: null, IsUnreadable: false }
            && (record.PendingHash is not null || record.IsTombstone || record.Lacks(listed.Version, listed.Hash));

    /// <summary>Stores events, and sends their messages in turn, as the job's rate allows; a dry run only counts them.</summary>
    /// <param name="job">The job.</param>
    /// <param name="events">The events, and whether the record's row shows that they are needed.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <returns>The ids of those that were needed.</returns>
    public async Task<List<StitchexEventId>> MakeEventsAsync(
        Job job, IEnumerable<(EventRow Row, Func<RecordRow, bool> IsNeeded)> events, CancellationToken cancellationToken)
    {
        var matched = new ConcurrentQueue<StitchexEventId>();
        var sent = 0;
        var limits = new ParallelOptions { MaxDegreeOfParallelism = Concurrency, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(events, limits, async (one, token) =>
        {
            var stored = await storage.Store.ReadAsync(one.Row.Id, token);
            var isNeeded = stored.Row is null && one.IsNeeded(stored.Record);
            if (isNeeded || stored.Row?.MadeAfter == job.Done)
            {
                matched.Enqueue(one.Row.Id);
            }

            // One that was stored before, and is untouched, may have no message: the page was cut off in between.
            if (!job.IsDryRun && (isNeeded || stored.Row is { State: EventState.Received }))
            {
                // In turn, as the rate allows: what comes in between finds the queue free.
                var delay = TimeSpan.FromMinutes((double)(Interlocked.Increment(ref sent) - 1) / job.RatePerMinute);
                await storage.AddAsync(stored.Row ?? one.Row, delay, token);
            }
        });
        return [.. matched];
    }

    /// <summary>Whether more events may be made: a webhook is not to wait behind records that may wait.</summary>
    public async Task<bool> MayGoOnAsync(Job job, CancellationToken cancellationToken) =>
        await storage.Queue.HasCaughtUpAsync(cancellationToken) && !await IsFarAheadAsync(job, cancellationToken);

    // One event in half a minute's worth is noted, and has to be tried before the next one is: the messages of all in between are hidden at
    // first, and again when no request can be spared, so nobody sees in the queue how many there are.
    private async Task<bool> IsFarAheadAsync(Job job, CancellationToken cancellationToken) =>
        IsAwaiting(job) && StitchexEventId.TryParse(job.AwaitedEvent, out var id)
        && await storage.Store.ReadRowAsync(id, cancellationToken) is { State: EventState.Received };

    /// <summary>The job once it has made events.</summary>
    public static Job WithEvents(Job job, List<StitchexEventId> made)
    {
        var after = job with { Done = job.Done + made.Count, Kept = job.KeptWith(made.Select(id => id.ToString())) };
        return made.Count > 0 && (job.AwaitedEvent is null || IsAwaiting(job))
            ? after with { AwaitedEvent = $"{made[^1]}", AwaitedSince = after.Done }
            : after;
    }

    private static bool IsAwaiting(Job job) => job.AwaitedEvent is not null && job.Done - job.AwaitedSince >= job.RatePerMinute / 2;

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
}
