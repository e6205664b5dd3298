using Microsoft.Extensions.Logging;
using Stitchex.Functions.Events;
using Stitchex.Functions.Operations.Backfill;
using Stitchex.Functions.Operations.Erasing;
using Stitchex.Functions.Operations.Listing;
using Stitchex.Functions.Operations.Quarantine;
using Stitchex.Functions.Operations.Reconcile;
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
    private readonly EventIndex _index;
    private readonly EventReplayer _replayer;
    private readonly EventEnder _ender;
    private readonly Redeliverer _redeliverer;
    private readonly BackfillRunner _backfill;
    private readonly ReconcileRunner _reconcile;
    private readonly ErasureRunner _erasures;
    private readonly QuarantineReplayer _quarantine;
    private readonly StorageClock _clock;
    private readonly ILogger<JobRunner> _logger;

    internal JobRunner(
        JobRows rows,
        EventScan scan,
        EventStorage storage,
        EventReplayer replayer,
        EventEnder ender,
        Redeliverer redeliverer,
        BackfillRunner backfill,
        ReconcileRunner reconcile,
        ErasureRunner erasures,
        QuarantineReplayer quarantine,
        StorageClock clock,
        ILogger<JobRunner> logger)
    {
        _rows = rows;
        _scan = scan;
        _store = storage.Store;
        _queue = storage.Jobs;
        _index = storage.Index;
        _replayer = replayer;
        _ender = ender;
        _redeliverer = redeliverer;
        _backfill = backfill;
        _reconcile = reconcile;
        _erasures = erasures;
        _quarantine = quarantine;
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

        var (done, delay) = job switch
        {
            { Kind: JobKind.Erase } => await _erasures.RunAsync(job, cancellationToken),
            { Kind: JobKind.Backfill } => await _backfill.RunAsync(job, cancellationToken),
            { Kind: JobKind.Reconcile } => await _reconcile.RunAsync(job, cancellationToken),
            { Kind: JobKind.ReplayQuarantined or JobKind.RemoveQuarantined } => Paced(job, await TakeQuarantinedAsync(job, cancellationToken)),
            { Kind: JobKind.Redeliver, Ids: null } => Paced(job, await TakeRecordsAsync(job, cancellationToken)),
            _ => Paced(job, await TakeEventsAsync(job, cancellationToken)),
        };
        var now = _clock.UtcNow;
        var after = done with
        {
            Page = job.Page + 1,
            AwaitedEvent = done.Status == JobStatus.Running ? done.AwaitedEvent : null,
            CompletedAt = done.Status == JobStatus.Running ? null : now,
            UpdatedAt = now,
            ResentAt = null,
            Stalls = 0,
        };
        var stored = await CommitAsync(after, cancellationToken);
        if (stored?.Kind == JobKind.Reconcile)
        {
            _reconcile.Measure(job, stored);
        }

        if (stored?.Status == JobStatus.Running)
        {
            await _queue.SendAsync(JobMessage.From(after).ToString(), delay, cancellationToken);
        }
        else if (stored?.Status == JobStatus.Completed)
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

    private static string[] NextIds(Job job) => [.. job.Ids!.Split(' ').Skip(job.Scanned).Take(PageSizeOf(job))];

    private static bool HasMoreIds(Job job, int scanned) => job.Scanned + scanned < job.Ids!.Split(' ').Length;

    private async Task<Job> TakeEventsAsync(Job job, CancellationToken cancellationToken)
    {
        var page = job.Ids is null
            ? await _scan.ReadAsync(job.Filter, job.Position, PageSizeOf(job), cancellationToken, MaxRows)
            : await ReadNamedAsync(job, cancellationToken);
        var matching = page.Rows.Where(job.Matches).ToList();
        var done = await ActAsync(job, matching, (row, token) => ActAsync(job, row, token), cancellationToken);
        var isLast = job.Ids is null ? page.Position is null : !HasMoreIds(job, page.Scanned);
        return Moved(job, page.Scanned, matching.Count, done, isLast) with { Position = page.Position };
    }

    private async Task<ScanPage> ReadNamedAsync(Job job, CancellationToken cancellationToken)
    {
        var ids = NextIds(job);
        List<EventRow> rows = [];
        foreach (var id in ids)
        {
            if (StitchexEventId.TryParse(id, out var eventId) && await _store.ReadRowAsync(eventId, cancellationToken) is { } row)
            {
                rows.Add(row);
            }
        }

        return new ScanPage(rows, ids.Length, Position: null);
    }

    private async Task<Job> TakeRecordsAsync(Job job, CancellationToken cancellationToken)
    {
        var size = PageSizeOf(job);
        var filter = job.Filter;
        var records = await _store.ReadRecordsAsync(KeyPart.FromName(filter.Resource!), job.AfterRecord, size, cancellationToken);
        var matching = records.Where(record => Job.Matches(record.Row, filter.From)).ToList();
        var done = await ActAsync(
            job,
            matching,
            async (record, token) => (await _redeliverer.RedeliverAsync(job, record.PartitionKey, token))?.ToString(),
            cancellationToken);
        return Moved(job, records.Count, matching.Count, done, isLast: records.Count < size) with
        {
            AfterRecord = records.LastOrDefault().PartitionKey,
        };
    }

    private async Task<Job> TakeQuarantinedAsync(Job job, CancellationToken cancellationToken)
    {
        var size = PageSizeOf(job);
        var reason = job.Parameters["reason"];
        string[] keys = job.Ids is null ? [] : NextIds(job);
        var rows = job.Ids is null ? await _index.ListQuarantinedAsync(job.AfterRecord, size, cancellationToken) : [];

        // What came after it was started, nobody has counted.
        List<string> matching = job.Ids is null
            ? [.. rows.Where(row => row.Reason == reason && row.FirstSeenAt <= job.StartedAt).Select(row => row.Key)]
            : [.. keys];
        var done = await ActAsync(
            job,
            matching,
            (key, token) => job.Kind == JobKind.ReplayQuarantined
                ? _quarantine.ReplayAsync(key, job.By, token)
                : _quarantine.RemoveAsync(key, job.By, token),
            cancellationToken);
        var isLast = job.Ids is null ? rows.Count < size : !HasMoreIds(job, keys.Length);
        return Moved(job, rows.Count + keys.Length, matching.Count, done, isLast) with { AfterRecord = rows.LastOrDefault()?.Key };
    }

    private static Job Moved(Job job, int scanned, int matched, IReadOnlyList<string> done, bool isLast) => job with
    {
        Scanned = job.Scanned + scanned,
        Matched = job.Matched + matched,
        Done = job.Done + done.Count,
        Kept = job.KeptWith(done),
        Status = isLast ? JobStatus.Completed : JobStatus.Running,
    };

    // What was done, by the id of the event that it led to; of what leads to none, an empty text.
    private static async Task<IReadOnlyList<string>> ActAsync<T>(
        Job job, List<T> items, Func<T, CancellationToken, Task<string?>> act, CancellationToken cancellationToken)
    {
        if (job.IsDryRun)
        {
            return [];
        }

        var done = new string?[items.Count];
        var options = new ParallelOptions { MaxDegreeOfParallelism = Concurrency, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, items.Count, options, async (i, token) => done[i] = await act(items[i], token));
        return [.. done.OfType<string>()];
    }

    private async Task<string?> ActAsync(Job job, EventRow row, CancellationToken cancellationToken) => job.Kind switch
    {
        JobKind.Redeliver => (await _redeliverer.RedeliverAsync(job, row, cancellationToken))?.ToString(),
        JobKind.Resolve => (await _ender.EndAsync(row, OperatorAction.Resolved, job.By, job.Note!, cancellationToken)).Conflict is null
            ? row.Id.ToString()
            : null,
        _ => await _replayer.ReplayAsync(row, cancellationToken, job.By) ? row.Id.ToString() : null,
    };

    // Cancelled or paused in the middle of this page: what was done counts all the same. Where only its message was sent again, it goes on.
    private async Task<Job?> CommitAsync(Job after, CancellationToken cancellationToken)
    {
        if (await _rows.CommitAsync(after, cancellationToken) is { } stored)
        {
            return stored;
        }

        var now = await _rows.ReadAsync(after.Id, cancellationToken);
        return now?.Status switch
        {
            _ when now?.Page != after.Page - 1 => null,
            JobStatus.Cancelled or JobStatus.Paused => await _rows.CommitAsync(now.WithProgressOf(after), cancellationToken),
            JobStatus.Running => await _rows.CommitAsync(after with { ETag = now.ETag }, cancellationToken),
            _ => null,
        };
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
