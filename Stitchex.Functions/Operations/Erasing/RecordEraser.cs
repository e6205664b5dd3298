using System.Collections.Specialized;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Stitchex.Functions.Configuration;
using Stitchex.Functions.Destinations;
using Stitchex.Functions.Events;
using Stitchex.Functions.Operations.Jobs;
using Stitchex.Functions.Operations.Listing;
using Stitchex.Functions.Operations.Reconcile;
using Stitchex.Functions.Processing;
using Stitchex.Functions.Protocol;
using Stitchex.Functions.Records;
using Stitchex.Functions.Storage;

namespace Stitchex.Functions.Operations.Erasing;

/// <summary>
/// Erases what is stored of a record. It keeps the record's lease meanwhile, as an attempt does, under a fencing token of its own: no attempt
/// works on the record, and none that stalled brings it back. Where the lease ends all the same, it stops, reads again, and asks for another.
/// What order needs stays: the record's row without its content, and the archive's token. Each step can be repeated: one that is cut off
/// leaves the lease to the job that holds it, which goes on.
/// </summary>
internal sealed partial class RecordEraser(
    EventStorage storage,
    JobRows jobs,
    DestinationRows destinations,
    FindingRows findings,
    BlobRecordArchive archive,
    StorageClock clock,
    TimeProvider time,
    IOptions<ProcessingOptions> options,
    ILogger<RecordEraser> logger)
{
    private const int Concurrency = 16;
    private const int MaxNamed = 5;

    /// <summary>What keeps a record from being erased now, as a sentence; null when nothing does.</summary>
    /// <param name="partitionKey">The record's partition.</param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    public async Task<string?> FindObstacleAsync(string partitionKey, CancellationToken cancellationToken) =>
        ObstacleOf(await ReadAsync(partitionKey, cancellationToken), owner: null);

    /// <summary>Erases a record, or counts what would be erased.</summary>
    /// <param name="job">The job that asks for it.</param>
    /// <param name="partitionKey">The record's partition.</param>
    /// <param name="stayForgotten">Whether events of it that come later are not kept either.</param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    /// <returns>
    /// What was erased, null where nothing was; and what a person has to know of it. Neither where the job does not run any more.
    /// </returns>
    public async Task<(ErasureReport? Erased, string? Error)> EraseAsync(
        Job job, string partitionKey, bool stayForgotten, CancellationToken cancellationToken)
    {
        var owner = $"erasure.{job.Id}";
        var parts = partitionKey.Split('.');
        ErasureReport? report = null;
        var laterFence = 0L;
        do
        {
            var found = await ReadAsync(partitionKey, cancellationToken);
            if (ObstacleOf(found, owner) is { } obstacle)
            {
                return (null, $"Not erased: {obstacle}");
            }

            var numbers = found.Events.Select(row => row.Numbers).Append(found.Record.Numbers)
                .SelectMany(RecordNumbers.Parse)
                .DistinctBy(number => number.Key)
                .ToList();
            var error = found.IsIdKnown
                ? null
                : $"{partitionKey}: no event says its id any more. Look yourself for bodies that hold it in the quarantine.";
            if (found.Jobs.FirstOrDefault(IsUnderWay) is { } other)
            {
                error = $"{partitionKey}: job {other.Id}, which began since, names it. Erase the record again when that has ended.";
            }

            var hasBlob = await archive.HasAsync(partitionKey, cancellationToken);
            report ??= new ErasureReport(stayForgotten, found.Events.Count, numbers.Count, hasBlob ? 1 : 0, found.Quarantined.Count);
            if (job.IsDryRun)
            {
                return (report, error);
            }

            var now = clock.UtcNow;
            if (stayForgotten)
            {
                await storage.Control.WriteForgottenAsync(cancellationToken);
            }

            // Its content goes first, so that an attempt which gets the lease because this is cut off delivers what it fetches. Its numbers go
            // last: where events are gone, nothing else says which rows of the index lead to it.
            await using var lease = new RecordLease(storage.Store, clock, options.Value, time, logger, $"{owner}.");
            var erased = found.Record.WithoutContent() with
            {
                FencingToken = Math.Max(found.Record.FencingToken, laterFence) + 1,
                FencingEpoch = found.Record.FencingEpoch ?? lease.Owner,
                ErasedAt = now,
                ForgottenAt = stayForgotten ? now : null,
            };
            var leased = erased with
            {
                Numbers = found.Record.Numbers,
                LeaseOwner = lease.Owner,
                LeaseExpiresAt = now + options.Value.LeaseDuration,
            };
            if (await storage.Store.CommitAsync(partitionKey, found.Record, leased, cancellationToken) is not { } record)
            {
                continue;
            }

            lease.Keep(partitionKey, record);
            using var held = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lease.Lost);
            try
            {
                // The row may be an older one, from a backup.
                laterFence = await archive.EraseAsync(partitionKey, record.FencingToken, record.FencingEpoch!, held.Token) ?? 0;
                if (laterFence > 0 || !await EraseAsync(found, numbers, stayForgotten, held.Token))
                {
                    continue;
                }

                var erasure = new Erasure(parts[0], parts[1], job.StartedAt, job.By, job.Note!, stayForgotten);
                await storage.Store.WriteAsync(erasure, held.Token);
            }
            catch (OperationCanceledException) when (lease.Lost.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
            {
                continue;
            }

            if (await storage.Store.CommitAsync(partitionKey, await lease.EndAsync(), erased, cancellationToken) is not null)
            {
                Log.Erased(logger, partitionKey, job.By, report.Events, stayForgotten);
                return (report, error);
            }
        }
        while (await jobs.ReadAsync(job.Id, cancellationToken) is { Status: JobStatus.Running } read && read.Page == job.Page);
        return (null, null);
    }

    private string? ObstacleOf(Found found, string? owner)
    {
        if (found.Record.IsUnreadable)
        {
            return $"{found.PartitionKey}: this version of the app cannot read the record's row.";
        }

        if (owner is not null && found.Record.LeaseOwner?.StartsWith(owner, StringComparison.Ordinal) == true)
        {
            // It was cut off, and goes on.
            return null;
        }

        List<string> open =
        [
            .. found.Events.Where(row => !row.IsFinal).Select(row => $"an event, {row.Action}, is {row.State}"),
            .. found.Jobs.Where(IsUnderWay).Select(job => $"job {job.Id} is {job.Status}"),
        ];

        // Where an attempt was cut off, it is given the time in which it may still write something.
        if (open.Count == 0 && found.Record.LeaseOwner is not null && found.Record.LeaseExpiresAt + options.Value.LagWindow > clock.UtcNow)
        {
            open.Add("an attempt works on it, or was cut off less than a quarter of an hour ago");
        }

        return open.Count == 0 ? null : $"{found.PartitionKey}: {string.Join(", ", open.Take(MaxNamed))}{(open.Count > MaxNamed ? ", and more" : "")}.";
    }

    private async Task<Found> ReadAsync(string partitionKey, CancellationToken cancellationToken)
    {
        var record = await storage.Store.ReadRecordAsync(partitionKey, cancellationToken) ?? new RecordRow();
        var events = await ReadEventsAsync(partitionKey, cancellationToken);
        var parts = partitionKey.Split('.');
        var id = KeyPart.IsHashed(parts[1]) ? events.Select(row => row.RecordId).FirstOrDefault() : parts[1];
        var text = id is null ? null : PatternOf(parts[0], id);

        // Bodies that named no record when they were received, and hold its id. They go before the events that say what its id is.
        var nameless = text is null
            ? []
            : await storage.Store.ReadWithBodiesAsync($"{parts[0]}.{KeyPart.None}", cancellationToken)
                .Where(rows => rows.Body is { } body && text.IsMatch(TextOf(body)))
                .Select(rows => rows.Row!)
                .ToListAsync(cancellationToken);
        HashSet<string> quarantined = text is null
            ? []
            : [.. await storage.Index.ReadAllQuarantinedAsync(cancellationToken)
                .Where(row => text.IsMatch(TextOf(row.Content))).Select(row => row.Key).ToListAsync(cancellationToken)];

        // The record's name is kept; what else such a job has may be personal.
        var about = await jobs.ReadAllAsync(cancellationToken)
            .Where(job => job.Kind != JobKind.Erase)
            .Select(job => (Before: job, After: Without(job, IsErased)))
            .Where(job => job.After.Ids != job.Before.Ids || job.After.Kept != job.Before.Kept
                || job.After.AfterRecord != job.Before.AfterRecord || job.After.AwaitedEvent != job.Before.AwaitedEvent
                || Names(job.Before.Parameters))
            .Select(job => job.After)
            .ToListAsync(cancellationToken);
        return new Found(partitionKey, record, [.. nameless, .. events], about, quarantined, text is not null);

        bool Names(NameValueCollection query) => query["recordId"] is { } id && query["resource"] is { } resource
            && RecordHistory.PartitionKeyOf(EventName.Lower(resource), id) == partitionKey;

        bool IsErased(string id) => id.StartsWith($"{partitionKey}.", StringComparison.Ordinal) || quarantined.Contains(id);
    }

    private async Task<List<EventRow>> ReadEventsAsync(string partitionKey, CancellationToken cancellationToken)
    {
        List<EventRow> all = [];
        List<EventRow> some;
        do
        {
            var last = all.LastOrDefault()?.Id.RowKey;
            some = await storage.Store.ReadEventsAsync(partitionKey, last, EventStore.MaxTransaction, cancellationToken);
            all.AddRange(some);
        }
        while (some.Count == EventStore.MaxTransaction);
        return all;
    }

    // False where a job's row was changed meanwhile.
    private async Task<bool> EraseAsync(
        Found found, List<RecordNumber> numbers, bool stayForgotten, CancellationToken cancellationToken)
    {
        var limits = new ParallelOptions { MaxDegreeOfParallelism = Concurrency, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(
            numbers, limits, async (number, token) => await storage.Numbers.RemoveAsync(number, found.PartitionKey, token));
        await Parallel.ForEachAsync(
            found.Quarantined, limits, async (key, token) => await storage.Index.RemoveQuarantinedAsync(key, token));
        await destinations.EraseErrorsAsync(cancellationToken);
        await findings.RemoveOfRecordAsync(found.PartitionKey, cancellationToken);
        foreach (var job in found.Jobs.Where(job => !IsUnderWay(job)))
        {
            if (await jobs.CommitAsync(job, cancellationToken) is null)
            {
                return false;
            }
        }

        // What came since is a later event. Where none is to be kept, it goes as well.
        var rows = found.Events.Where(row => row.IsFinal || stayForgotten).ToList();
        while (rows.Count > 0)
        {
            await Parallel.ForEachAsync(rows, limits, async (row, token) => await storage.Index.RemoveAsync(row, token));
            HashSet<StitchexEventId> removed = [];
            foreach (var some in rows.GroupBy(row => row.Id.PartitionKey).SelectMany(record => record.Chunk(EventStore.MaxTransaction)))
            {
                removed.UnionWith(await storage.Store.RemoveAsync(some, cancellationToken));
            }

            var left = (await ReadEventsAsync(found.PartitionKey, cancellationToken)).Where(row => row.IsFinal || stayForgotten).ToList();
            foreach (var row in rows.Where(row => row.Id.PartitionKey != found.PartitionKey && !removed.Contains(row.Id)))
            {
                left.AddRange(await storage.Store.ReadRowAsync(row.Id, cancellationToken) is { } changed ? [changed] : []);
            }

            rows = left;
        }

        return true;
    }

    private static bool IsUnderWay(Job job) => job.Status is JobStatus.Running or JobStatus.Paused;

    // An event's id has a hash of its body, and a note or a query may quote it.
    private static Job Without(Job job, Predicate<string> isErased)
    {
        var query = job.Parameters;
        query.Remove("error");
        return job with
        {
            Ids = Without(job.Ids),
            Kept = Without(job.Kept)!,
            AfterRecord = IsUnderWay(job) ? job.AfterRecord : Without(job.AfterRecord),
            AwaitedEvent = IsUnderWay(job) ? job.AwaitedEvent : Without(job.AwaitedEvent),
            Note = null,
            Query = query.ToString()!,
        };

        string? Without(string? ids) => ids is null ? null : string.Join(' ', ids.Split(' ').Select(id => isErased(id) ? Job.ErasedId : id));
    }

    private sealed record Found(
        string PartitionKey,
        RecordRow Record,
        IReadOnlyList<EventRow> Events,
        IReadOnlyList<Job> Jobs,
        HashSet<string> Quarantined,
        bool IsIdKnown);

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 460,
            EventName = "RecordErased",
            Level = LogLevel.Warning,
            Message = "{Record} was erased with {Events} events, as {Operator} asked. Stays forgotten: {StayForgotten}.")]
        public static partial void Erased(ILogger logger, string record, string? @operator, int events, bool stayForgotten);
    }
}
