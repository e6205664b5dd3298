using System.Globalization;
using System.Runtime.CompilerServices;
using System.Web;
using Azure;
using Azure.Data.Tables;
using Stitchex.Functions.Configuration;
using Stitchex.Functions.Operations.Listing;
using Stitchex.Functions.Operations.Reconcile;
using Stitchex.Functions.Storage;

namespace Stitchex.Functions.Operations.Jobs;

/// <summary>The rows of jobs in <c>StitchexEvents</c>, beside what else steers the receiver.</summary>
internal sealed class JobRows(TableServiceClient tables)
{
    private const string PartitionKey = "control";
    private const string RowKeyPrefix = "job.";
    private const string AfterAll = "job/";
    private const string Day = "Day";
    private const string Cursor = "Cursor";
    private const int MaxListed = 50;

    private static readonly string All = TableClient.CreateQueryFilter($"PartitionKey eq {PartitionKey} and RowKey gt {RowKeyPrefix} and RowKey lt {AfterAll}");

    private readonly TableClient _table = tables.GetTableClient(StorageNames.EventsTable);

    /// <summary>Stores a new job.</summary>
    public async Task<Job> InsertAsync(Job job, CancellationToken cancellationToken)
    {
        try
        {
            var response = await _table.AddEntityAsync(ToEntity(job), cancellationToken);
            return job with { ETag = response.Headers.ETag ?? default };
        }
        catch (RequestFailedException e) when (e.Status == 409)
        {
            // Nobody else has this id: a response was lost, and the client's own retry met what it had written.
            return await ReadAsync(job.Id, cancellationToken) ?? job;
        }
    }

    /// <summary>Reads a job; null when there is none.</summary>
    public async Task<Job?> ReadAsync(string id, CancellationToken cancellationToken)
    {
        var found = await _table.GetEntityIfExistsAsync<TableEntity>(PartitionKey, RowKeyPrefix + id, select: null, cancellationToken);
        return found.HasValue ? ToJob(found.Value!) : null;
    }

    /// <summary>Reads the newest jobs.</summary>
    public Task<List<Job>> ListAsync(CancellationToken cancellationToken) => ReadSomeAsync(All, cancellationToken);

    /// <summary>Reads the newest jobs that are running, however many newer ones have ended.</summary>
    public async Task<List<Job>> ListRunningAsync(CancellationToken cancellationToken)
    {
        var marked = await ReadSomeAsync(All + TableClient.CreateQueryFilter($" and Status eq {nameof(JobStatus.Running)}"), cancellationToken);
        return [.. marked.Where(job => job.Status == JobStatus.Running)];
    }

    /// <summary>Changes a job's row under the version that was read.</summary>
    /// <returns>The row as it is now; null when somebody else changed it since, and then nothing was changed here.</returns>
    public async Task<Job?> CommitAsync(Job job, CancellationToken cancellationToken)
    {
        try
        {
            var response = await _table.UpdateEntityAsync(ToEntity(job), job.ETag, TableUpdateMode.Replace, cancellationToken);
            return job with { ETag = response.Headers.ETag ?? default };
        }
        catch (RequestFailedException e) when (e.Status is 404 or 412)
        {
            // Perhaps it was ourselves: a response was lost, and the client's own retry met what it had written.
            var now = await ReadAsync(job.Id, cancellationToken);
            return now is not null && now with { ETag = default } == job with { ETag = default } ? now : null;
        }
    }

    /// <summary>Removes jobs that were started before a time, and have ended, with what they found.</summary>
    public async Task RemoveBeforeAsync(DateTimeOffset time, CancellationToken cancellationToken)
    {
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {PartitionKey} and RowKey gt {RowKeyPrefix + Job.IdStartOf(time)} and RowKey lt {AfterAll}");
        await foreach (var job in QueryAsync(filter, maxPerPage: null, cancellationToken))
        {
            if (job.Status is not (JobStatus.Running or JobStatus.Paused))
            {
                // Of every job: one that this version cannot read may be a reconciliation.
                await new FindingRows(tables).RemoveAsync(job.Id, cancellationToken);
                await _table.DeleteEntityAsync(PartitionKey, RowKeyPrefix + job.Id, ETag.All, cancellationToken);
            }
        }
    }

    /// <summary>Reads all jobs, newest first.</summary>
    public IAsyncEnumerable<Job> ReadAllAsync(CancellationToken cancellationToken) => QueryAsync(All, maxPerPage: null, cancellationToken);

    private async Task<List<Job>> ReadSomeAsync(string filter, CancellationToken cancellationToken) =>
        await QueryAsync(filter, MaxListed, cancellationToken).Take(MaxListed).ToListAsync(cancellationToken);

    private async IAsyncEnumerable<Job> QueryAsync(string filter, int? maxPerPage, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var entity in _table.QueryAsync<TableEntity>(filter, maxPerPage, cancellationToken: cancellationToken))
        {
            yield return ToJob(entity);
        }
    }

    private static TableEntity ToEntity(Job job) => new(PartitionKey, RowKeyPrefix + job.Id)
    {
        [nameof(Job.Kind)] = job.Kind.ToString(),
        [nameof(Job.IsDryRun)] = job.IsDryRun,
        [nameof(Job.Query)] = job.Query,

        // Not a state: an older version of the app cannot read the row then, and leaves alone what it would end with nothing done.
        ["State"] = nameof(Job.Query),
        [nameof(Job.Ids)] = job.Ids,
        [nameof(Job.By)] = job.By,
        [nameof(Job.PausedBy)] = job.PausedBy,
        [nameof(Job.ResumedBy)] = job.ResumedBy,
        [nameof(Job.CancelledBy)] = job.CancelledBy,
        [nameof(Job.Kept)] = job.Kept,
        [nameof(Job.RedeliverTo)] = job.RedeliverTo,
        [nameof(Job.Note)] = job.Note,
        [nameof(Job.RatePerMinute)] = job.RatePerMinute,
        [nameof(Job.Status)] = job.Status.ToString(),
        [nameof(Job.Scanned)] = job.Scanned,
        [nameof(Job.Matched)] = job.Matched,
        [nameof(Job.Done)] = job.Done,
        [nameof(Job.StartedAt)] = job.StartedAt,
        [nameof(Job.UpdatedAt)] = job.UpdatedAt,
        [nameof(Job.CompletedAt)] = job.CompletedAt,
        [nameof(Job.Error)] = job.Error,
        [nameof(Job.Page)] = job.Page,
        [Day] = job.Position?.ToParts()[0],
        [Cursor] = job.Position?.ToParts()[1],
        [nameof(Job.AfterRecord)] = job.AfterRecord,
        [nameof(Job.AwaitedEvent)] = job.AwaitedEvent,
        [nameof(Job.AwaitedSince)] = job.AwaitedSince,
        [nameof(Job.Lists)] = job.Lists,
        [nameof(Job.Reconcile)] = job.Reconcile,
        [nameof(Job.Erasure)] = job.Erasure,
        [nameof(Job.ResentAt)] = job.ResentAt,
        [nameof(Job.Stalls)] = job.Stalls,
    };

    // A job that this version cannot read has failed here, and its row is left alone: a newer version may go on with it.
    private static Job ToJob(TableEntity entity)
    {
        try
        {
            var job = Read(entity);
            if (job.Kind is JobKind.Backfill or JobKind.Reconcile)
            {
                return job.Lists is null ? throw new InvalidOperationException("It does not say which lists to read.") : job;
            }

            var filter = job.Kind is JobKind.ReplayQuarantined or JobKind.RemoveQuarantined ? null : job.Filter;
            return job.Kind == JobKind.Redeliver && ((job.Ids is null && filter!.Resource is null) || job.RedeliverTo is null)
                ? throw new InvalidOperationException("It does not say what to redeliver, or to whom.")
                : job;
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            var startedAt = entity.TimeOrNull(nameof(Job.StartedAt)) ?? EventFilter.Always;
            return new Job
            {
                Id = entity.RowKey[RowKeyPrefix.Length..],
                Kind = default,
                Query = "",
                RatePerMinute = 1,
                Status = JobStatus.Failed,
                StartedAt = startedAt,
                UpdatedAt = startedAt,
                Error = "This version of the app cannot read the job's row.",
                ETag = entity.ETag,
            };
        }
    }

    private static Job Read(TableEntity entity) => new()
    {
        Id = entity.RowKey[RowKeyPrefix.Length..],
        Kind = Enum.Parse<JobKind>(entity.GetString(nameof(Job.Kind))),
        IsDryRun = entity.GetBoolean(nameof(Job.IsDryRun)) ?? false,
        Query = entity.GetString(nameof(Job.Query)) ?? QueryOfVersion1(entity),
        Ids = entity.GetString(nameof(Job.Ids)),
        By = entity.GetString(nameof(Job.By)),
        PausedBy = entity.GetString(nameof(Job.PausedBy)),
        ResumedBy = entity.GetString(nameof(Job.ResumedBy)),
        CancelledBy = entity.GetString(nameof(Job.CancelledBy)),
        Kept = entity.GetString(nameof(Job.Kept)) ?? "",
        RedeliverTo = entity.GetString(nameof(Job.RedeliverTo)),
        Note = entity.GetString(nameof(Job.Note)),
        RatePerMinute = entity.GetInt32(nameof(Job.RatePerMinute)) ?? 1,
        Status = Enum.Parse<JobStatus>(entity.GetString(nameof(Job.Status))),
        Scanned = entity.GetInt32(nameof(Job.Scanned)) ?? 0,
        Matched = entity.GetInt32(nameof(Job.Matched)) ?? 0,
        Done = entity.GetInt32(nameof(Job.Done)) ?? 0,
        StartedAt = entity.GetDateTimeOffset(nameof(Job.StartedAt)) ?? default,
        UpdatedAt = entity.GetDateTimeOffset(nameof(Job.UpdatedAt)) ?? default,
        CompletedAt = entity.GetDateTimeOffset(nameof(Job.CompletedAt)),
        Error = entity.GetString(nameof(Job.Error)),
        Page = entity.GetInt32(nameof(Job.Page)) ?? 0,
        Position = entity.GetString(Cursor) is { } cursor ? ScanPosition.TryParse([entity.GetString(Day), cursor]) : null,
        AfterRecord = entity.GetString(nameof(Job.AfterRecord)),
        AwaitedEvent = entity.GetString(nameof(Job.AwaitedEvent)),
        AwaitedSince = entity.GetInt32(nameof(Job.AwaitedSince)) ?? 0,
        Lists = entity.GetString(nameof(Job.Lists)),
        Reconcile = entity.GetString(nameof(Job.Reconcile)),
        Erasure = entity.GetString(nameof(Job.Erasure)),
        ResentAt = entity.GetDateTimeOffset(nameof(Job.ResentAt)),
        Stalls = entity.GetInt32(nameof(Job.Stalls)) ?? 0,
        ETag = entity.ETag,
    };

    // Its rows have a column for each part of the filter.
    private static string QueryOfVersion1(TableEntity entity)
    {
        var query = HttpUtility.ParseQueryString("");
        foreach (var (column, parameter) in new[] { ("State", "state"), ("Resource", "resource"), ("Outcome", "outcome") })
        {
            query[parameter] = entity.GetString(column);
        }

        foreach (var (column, parameter) in new[] { ("From", "from"), ("Until", "to") })
        {
            query[parameter] = entity.GetDateTimeOffset(column)?.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);
        }

        return query.ToString()!;
    }
}
