using System.Collections.Immutable;
using System.Text;
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
        if (!job.IsDryRun && !await storage.Queue.HasCaughtUpAsync(cancellationToken))
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

        var matched = await MakeEventsAsync(job, next.Resource, page.Records, cancellationToken);
        var after = job with
        {
            Scanned = job.Scanned + page.Count,
            Matched = job.Matched + matched,
            Done = job.Done + (job.IsDryRun ? 0 : matched),
        };
        return (
            With(after, lists.Replace(next, next.After(page, matched))),
            job.IsDryRun ? TimeSpan.Zero : TimeSpan.FromMinutes((double)matched / job.RatePerMinute));
    }

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

    private async Task<int> MakeEventsAsync(
        Job job, string resource, IReadOnlyList<ListedRecord> records, CancellationToken cancellationToken)
    {
        var (matched, sent) = (0, 0);
        var limits = new ParallelOptions { MaxDegreeOfParallelism = Concurrency, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(records, limits, async (record, token) =>
        {
            var hash = KeyPart.Hash(Encoding.UTF8.GetBytes($"{job.Id} {record.Hash}"));
            var row = new EventRow
            {
                Id = StitchexEventId.Create(resource, record.Id, EventRow.BackfillAction, hash),
                Name = $"{resource}_{EventRow.BackfillAction}",
                Resource = resource,
                Action = EventRow.BackfillAction,
                RecordId = record.Id,
                Version = record.Version,
                ReceivedAt = job.ResentAt ?? job.UpdatedAt,
                OpenedAt = job.ResentAt ?? job.UpdatedAt,
            };
            var stored = await storage.Store.ReadAsync(row.Id, token);
            var isNeeded = stored.Row is null && IsNeeded(stored.Record, record);
            if (isNeeded || stored.Row?.ReceivedAt == row.ReceivedAt)
            {
                Interlocked.Increment(ref matched);
            }

            // One that was stored before, and is untouched, may have no message: the page was cut off in between.
            if (!job.IsDryRun && (isNeeded || stored.Row is { State: EventState.Received }))
            {
                // In turn, as the rate allows: what comes in between finds the queue free.
                var delay = TimeSpan.FromMinutes((double)(Interlocked.Increment(ref sent) - 1) / job.RatePerMinute);
                await storage.AddAsync(stored.Row ?? row, delay, token);
            }
        });
        return matched;
    }

    private static bool IsNeeded(RecordRow record, ListedRecord listed) =>
        record.ForgottenAt is null
        && (record.PendingHash is not null || record.IsTombstone || record.Lacks(listed.Version, listed.Hash));
}
