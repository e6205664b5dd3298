using System.Net;
using Microsoft.Extensions.Logging;
using Stitchex.Functions.Events;
using Stitchex.Functions.Operations.Http;
using Stitchex.Functions.Operations.Redelivery;
using Stitchex.Functions.Protocol;
using Stitchex.Functions.Storage;

namespace Stitchex.Functions.Operations.Jobs;

/// <summary>Starts jobs for an operator, shows them, and ends them.</summary>
public sealed partial class JobOperations
{
    private const int MaxCancelTries = 10;
    private const int Concurrency = 16;

    private readonly JobRows _rows;
    private readonly EventStore _store;
    private readonly EventQueue _queue;
    private readonly HandlerNames _handlers;
    private readonly StorageClock _clock;
    private readonly ILogger<JobOperations> _logger;

    internal JobOperations(JobRows rows, EventStorage storage, HandlerNames handlers, StorageClock clock, ILogger<JobOperations> logger)
    {
        _rows = rows;
        _store = storage.Store;
        _queue = storage.Jobs;
        _handlers = handlers;
        _clock = clock;
        _logger = logger;
    }

    /// <summary>Starts a job.</summary>
    /// <param name="content">The body, which says what to do.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <param name="caller">Who asks for it; null where that is not known.</param>
    /// <returns>202 with the job, 400 or 413.</returns>
    public async Task<OperatorResponse> StartAsync(Stream content, CancellationToken cancellationToken, string? caller = null)
    {
        var (request, error) = await OperatorBody<JobRequest>.ReadAsync(content, OperatorJson.Readable.JobRequest, JobRequest.Example, cancellationToken);
        if (request is null)
        {
            return error!;
        }

        (var asked, error) = request.ToJob(_handlers, _clock.UtcNow, caller);
        if (asked is null)
        {
            return error!;
        }

        return await StartAsync(asked, cancellationToken);
    }

    /// <summary>Starts a job that was asked for.</summary>
    internal async Task<OperatorResponse> StartAsync(Job asked, CancellationToken cancellationToken)
    {
        var job = await _rows.InsertAsync(asked, cancellationToken);
        Log.Started(_logger, job.Id, job.By, job.Kind, job.IsDryRun);
        await SendAsync(job, cancellationToken);
        return OperatorResponse.Json(JobReport.From(job), OperatorJson.Readable.JobReport, HttpStatusCode.Accepted, $"/api/operations/jobs/{job.Id}");
    }

    /// <summary>Lists the newest jobs.</summary>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <returns>200.</returns>
    public async Task<OperatorResponse> ListAsync(CancellationToken cancellationToken) =>
        OperatorResponse.Json(new JobList([.. (await _rows.ListAsync(cancellationToken)).Select(JobReport.From)]), OperatorJson.Readable.JobList);

    /// <summary>Shows one job.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <returns>200, or 404.</returns>
    public async Task<OperatorResponse> GetAsync(string id, CancellationToken cancellationToken) =>
        await FindAsync(id, cancellationToken) is { } job ? OperatorResponse.Json(JobReport.From(job), OperatorJson.Readable.JobReport) : NoSuchJob;

    /// <summary>Shows what became of the first events that a job worked on. It reads a row for each.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <returns>200, or 404.</returns>
    public async Task<OperatorResponse> GetOutcomeAsync(string id, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, cancellationToken) is not { } job)
        {
            return NoSuchJob;
        }

        var ids = job.Kept.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var events = new (string Id, EventRow? Row)[ids.Length];
        var options = new ParallelOptions { MaxDegreeOfParallelism = Concurrency, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, ids.Length, options, async (i, token) =>
            events[i] = (ids[i], StitchexEventId.TryParse(ids[i], out var eventId) ? await _store.ReadRowAsync(eventId, token) : null));
        return OperatorResponse.Json(JobOutcome.From(job, events), OperatorJson.Readable.JobOutcome);
    }

    /// <summary>Ends a job. What was done stays done; one that has ended already stays as it is.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <param name="caller">Who asks for it; null where that is not known.</param>
    /// <returns>200 with the job, 404, or 409 when it moves too fast to be caught.</returns>
    public async Task<OperatorResponse> CancelAsync(string id, CancellationToken cancellationToken, string? caller = null)
    {
        for (var tries = 0; tries < MaxCancelTries; tries++)
        {
            if (await FindAsync(id, cancellationToken) is not { } job)
            {
                return NoSuchJob;
            }

            var now = _clock.UtcNow;
            var ended = job.Status is JobStatus.Running or JobStatus.Paused
                ? await _rows.CommitAsync(
                    job with { Status = JobStatus.Cancelled, UpdatedAt = now, CompletedAt = now, CancelledBy = caller }, cancellationToken)
                : job;
            if (ended is not null)
            {
                Log.Cancelled(_logger, ended.Id, caller, ended.Status);
                return OperatorResponse.Json(JobReport.From(ended), OperatorJson.Readable.JobReport);
            }
        }

        return OperatorResponse.Conflict("The job moved each time that it was to be cancelled. Try again.");
    }

    private static OperatorResponse NoSuchJob => OperatorResponse.NotFound("There is no such job, or it was removed at the end of its retention. operations/jobs lists the newest.");

    private Task<Job?> FindAsync(string id, CancellationToken cancellationToken) => Job.IsId(id) ? _rows.ReadAsync(id, cancellationToken) : Task.FromResult<Job?>(null);

    private static partial class Log
    {
        [LoggerMessage(EventId = 450, EventName = "JobStarted", Level = LogLevel.Information, Message = "Job {Id} was started by {Operator}: {Kind}, dry run {IsDryRun}.")]
        public static partial void Started(ILogger logger, string id, string? @operator, JobKind kind, bool isDryRun);

        [LoggerMessage(
            EventId = 457,
            EventName = "JobPaused",
            Level = LogLevel.Information,
            Message = "Job {Id} was paused or resumed by {Operator}; it is {Status}.")]
        public static partial void Paused(ILogger logger, string id, string? @operator, JobStatus status);

        [LoggerMessage(EventId = 451, EventName = "JobMessageFailed", Level = LogLevel.Warning, Message = "The message of job {Id} could not be sent; the sweep will send it.")]
        public static partial void MessageFailed(ILogger logger, string id, Exception exception);

        [LoggerMessage(EventId = 452, EventName = "JobCancelled", Level = LogLevel.Information, Message = "Job {Id} was to be cancelled by {Operator}; it is {Status}.")]
        public static partial void Cancelled(ILogger logger, string id, string? @operator, JobStatus status);
    }
}
