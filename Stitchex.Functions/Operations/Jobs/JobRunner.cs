using Microsoft.Extensions.Logging;
using Stitchex.Functions.Events;
using Stitchex.Functions.Operations.Backfill;
using Stitchex.Functions.Operations.Listing;
using Stitchex.Functions.Operations.Redelivery;
using Stitchex.Functions.Protocol;
using Stitchex.Functions.Storage;

namespace Stitchex.Functions.Operations.Jobs;

/// <summary>
/// Does a job's pages, one for each message. First what is to be done with the events of a page, then the row with where it ended, then the next message: a
/// run that is cut off repeats a page at most, which is harmless, or leaves a job that stands still, which the sweep sets going again.
/// </summary>
public sealed partial class JobRunner
{
    private const int MaxRows = 500;
    private const int MaxPage = 100;
    private const int Concurrency = 16;
    private const int MaxStalls = 12;

    // A page is six seconds' worth of events, or one, so that the rate is kept evenly and the next message never waits for long.
    private const int PagesPerMinute = 10;

    private static readonly TimeSpan StalledAfter = TimeSpan.FromMinutes(15);

    private readonly JobRows _rows;
    private readonly EventScan _scan;
    private readonly EventStore _store;
    private readonly EventQueue _queue;
    private readonly EventReplayer _replayer;
    private readonly Redeliverer _redeliverer;
    private readonly BackfillRunner _backfill;
    private readonly StorageClock _clock;
    private readonly ILogger<JobRunner> _logger;

    internal JobRunner(
        JobRows rows,
        EventScan scan,
        EventStorage storage,
        EventReplayer replayer,
        Redeliverer redeliverer,
        BackfillRunner backfill,
        StorageClock clock,
        ILogger<JobRunner> logger)
    {
        _rows = rows;
        _scan = scan;
        _store = storage.Store;
        _queue = storage.Jobs;
        _replayer = replayer;
        _redeliverer = redeliverer;
        _backfill = backfill;
        _clock = clock;
        _logger = logger;
    }

    /// <summary>Does one page.</summary>
    /// <param name="text">The message.</param>
    /// <param name="cancellationToken">Ends it early; the page is done again then.</param>
    /// <returns>A task that ends when the page is done, and the next one's message is stored.</returns>
    /// <exception cref="Azure.RequestFailedException">Storage is unavailable; the host brings the message again.</exception>
    public async Task RunAsync(string text, CancellationToken cancellationToken)
    {
        var message = JobMessage.TryParse(text);
        var job = message is null ? null : await _rows.ReadAsync(message.Job!, cancellationToken);
        if (job is not { Status: JobStatus.Running } || job.Page != message!.Page)
        {
            Log.Dropped(_logger, text.Length);
            return;
        }

        var (done, delay) = job.Kind switch
        {
            JobKind.Backfill => await _backfill.RunAsync(job, cancellationToken),
            JobKind.Redeliver => Paced(job, await TakeRecordsAsync(job, cancellationToken)),
            _ => Paced(job, await TakeEventsAsync(job, cancellationToken)),
        };
        var now = _clock.UtcNow;
        var after = done with
        {
            Page = job.Page + 1,
            CompletedAt = done.Status == JobStatus.Running ? null : now,
            UpdatedAt = now,
            ResentAt = null,
            Stalls = 0,
        };
        if (await _rows.CommitAsync(after, cancellationToken) is null)
        {
            await KeepForStoppedAsync(after, cancellationToken);
        }
        else if (after.Status == JobStatus.Running)
        {
            await _queue.SendAsync(JobMessage.From(after).ToString(), delay, cancellationToken);
        }
        else
        {
            Log.Completed(_logger, after.Id, after.Scanned, after.Matched, after.Done);
        }
    }

    /// <summary>Restarts stalled jobs: their message was lost.</summary>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <returns>A task that ends when their messages are stored.</returns>
    /// <exception cref="Azure.RequestFailedException">Storage is unavailable.</exception>
    public async Task ResumeStalledAsync(CancellationToken cancellationToken)
    {
        foreach (var job in await _rows.ListRunningAsync(cancellationToken))
        {
            var now = _clock.UtcNow;
            if (now - (job.ResentAt ?? job.UpdatedAt) < StalledAfter)
            {
                continue;
            }

            if (job.Stalls == MaxStalls)
            {
                var error = $"It did not move though its message was sent {MaxStalls} times again. The log of the function RunJob says why. What was done stays done.";
                await _rows.CommitAsync(job with { Status = JobStatus.Failed, CompletedAt = now, Error = error }, cancellationToken);
                Log.Failed(_logger, job.Id);
                continue;
            }

            await _queue.SendAsync(JobMessage.From(job).ToString(), TimeSpan.Zero, cancellationToken);
            await _rows.CommitAsync(job with { ResentAt = now, Stalls = job.Stalls + 1 }, cancellationToken);
            Log.Resumed(_logger, job.Id, job.Page);
        }
    }

    private static (Job Job, TimeSpan Delay) Paced(Job job, Job done) =>
        (done, job.IsDryRun ? TimeSpan.Zero : TimeSpan.FromMinutes((double)(done.Matched - job.Matched) / job.RatePerMinute));

    private static int PageSizeOf(Job job) => job.IsDryRun ? MaxRows : Math.Clamp(job.RatePerMinute / PagesPerMinute, 1, MaxPage);

    private async Task<Job> TakeEventsAsync(Job job, CancellationToken cancellationToken)
    {
        var page = await _scan.ReadAsync(job.Filter, job.Position, PageSizeOf(job), cancellationToken, MaxRows);
        var matching = page.Rows.Where(job.Matches).ToList();
        var done = await ActAsync(job, matching, (row, token) => ActAsync(job, row, token), cancellationToken);
        return Moved(job, page.Scanned, matching.Count, done, isLast: page.Position is null) with { Position = page.Position };
    }

    private async Task<Job> TakeRecordsAsync(Job job, CancellationToken cancellationToken)
    {
        var size = PageSizeOf(job);
        var records = await _store.ReadRecordsAsync(KeyPart.FromName(job.Resource!), job.AfterRecord, size, cancellationToken);
        var matching = records.Where(record => job.Matches(record.Row)).ToList();
        var done = await ActAsync(
            job, matching, (record, token) => _redeliverer.RedeliverAsync(job, record.PartitionKey, token), cancellationToken);
        return Moved(job, records.Count, matching.Count, done, isLast: records.Count < size) with
        {
            AfterRecord = records.LastOrDefault().PartitionKey,
        };
    }

    private static Job Moved(Job job, int scanned, int matched, int done, bool isLast) => job with
    {
        Scanned = job.Scanned + scanned,
        Matched = job.Matched + matched,
        Done = job.Done + done,
        Status = isLast ? JobStatus.Completed : JobStatus.Running,
    };

    private static async Task<int> ActAsync<T>(
        Job job, List<T> items, Func<T, CancellationToken, Task<bool>> act, CancellationToken cancellationToken)
    {
        if (job.IsDryRun)
        {
            return 0;
        }

        var done = 0;
        var options = new ParallelOptions { MaxDegreeOfParallelism = Concurrency, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(items, options, async (item, token) =>
        {
            if (await act(item, token))
            {
                Interlocked.Increment(ref done);
            }
        });
        return done;
    }

    private async Task<bool> ActAsync(Job job, EventRow row, CancellationToken cancellationToken)
    {
        if (job.Kind == JobKind.Resolve)
        {
            return await _store.ResolveAsync(row, job.Note!, _clock.UtcNow, cancellationToken);
        }

        return await _replayer.ReplayAsync(row, cancellationToken);
    }

    // Cancelled or paused in the middle of this page: what was done counts all the same.
    private async Task KeepForStoppedAsync(Job after, CancellationToken cancellationToken)
    {
        var now = await _rows.ReadAsync(after.Id, cancellationToken);
        if (now is { Status: JobStatus.Cancelled or JobStatus.Paused } stopped && stopped.Page == after.Page - 1)
        {
            var kept = stopped with
            {
                Scanned = after.Scanned,
                Matched = after.Matched,
                Done = after.Done,
                Page = after.Page,
                Position = after.Position,
                AfterRecord = after.AfterRecord,
                Lists = after.Lists,
            };
            await _rows.CommitAsync(kept, cancellationToken);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 453,
            EventName = "JobCompleted",
            Level = LogLevel.Information,
            Message = "Job {Id} scanned {Scanned} rows, matched {Matched} of them and has done {Done}.")]
        public static partial void Completed(ILogger logger, string id, int scanned, int matched, int done);

        [LoggerMessage(EventId = 454, EventName = "JobMessageDropped", Level = LogLevel.Information, Message = "A job's message of {Length} characters was dropped: its page is done, its job has ended, or it is none.")]
        public static partial void Dropped(ILogger logger, int length);

        [LoggerMessage(EventId = 455, EventName = "JobResumed", Level = LogLevel.Warning, Message = "Job {Id} stalled; the message of its page {Page} was sent again.")]
        public static partial void Resumed(ILogger logger, string id, int page);

        [LoggerMessage(EventId = 456, EventName = "JobFailed", Level = LogLevel.Error, Message = "Job {Id} kept stalling and failed.")]
        public static partial void Failed(ILogger logger, string id);
    }
}
