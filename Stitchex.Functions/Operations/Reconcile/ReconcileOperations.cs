using System.Collections.Specialized;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Stitchex.Functions.Configuration;
using Stitchex.Functions.Events;
using Stitchex.Functions.Operations.Backfill;
using Stitchex.Functions.Operations.Http;
using Stitchex.Functions.Operations.Jobs;
using Stitchex.Functions.Processing;
using Stitchex.Functions.Protocol;
using Stitchex.Functions.Storage;

namespace Stitchex.Functions.Operations.Reconcile;

/// <summary>Compares what Stitchex has with what was delivered: starts that, shows what differs, and has it delivered.</summary>
public sealed partial class ReconcileOperations
{
    private const int DefaultPageSize = 50;
    private const int MaxPageSize = 100;

    private readonly JobOperations _jobs;
    private readonly JobRows _jobRows;
    private readonly FindingRows _findings;
    private readonly ResourceCatalogue _catalogue;
    private readonly IgnoredEvents _ignored;
    private readonly ReconcileOptions _options;
    private readonly int _requestsPerMinute;
    private readonly StorageClock _clock;
    private readonly ILogger<ReconcileOperations> _logger;

    internal ReconcileOperations(
        JobOperations jobs,
        JobRows jobRows,
        FindingRows findings,
        ResourceCatalogue catalogue,
        IgnoredEvents ignored,
        IOptions<ReconcileOptions> options,
        IOptions<StitchexApiOptions> api,
        StorageClock clock,
        ILogger<ReconcileOperations> logger)
    {
        _jobs = jobs;
        _jobRows = jobRows;
        _findings = findings;
        _catalogue = catalogue;
        _ignored = ignored;
        _options = options.Value;
        _requestsPerMinute = api.Value.RequestsPerMinute;
        _clock = clock;
        _logger = logger;
    }

    /// <summary>Starts a job that compares lists of Stitchex with what was delivered.</summary>
    /// <param name="content">The body, which says which lists.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <param name="caller">Who asks for it; null where that is not known.</param>
    /// <returns>202 with the job, 400 or 413.</returns>
    public async Task<OperatorResponse> StartAsync(Stream content, CancellationToken cancellationToken, string? caller = null)
    {
        var (request, error) = await OperatorBody<ReconcileRequest>.ReadAsync(
            content, OperatorJson.Readable.ReconcileRequest, ReconcileRequest.Example, cancellationToken);
        if (request is null)
        {
            return error!;
        }

        var (job, wrong) = ToJob(request, caller);
        return job is null ? OperatorResponse.BadRequest(wrong!) : await _jobs.StartAsync(job, cancellationToken);
    }

    /// <summary>Starts such a job where the schedule says so, unless one runs. It asks storage only where one is due.</summary>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <returns>A task that ends when the job is stored.</returns>
    public async Task StartDueAsync(CancellationToken cancellationToken)
    {
        if (ReconcileSchedule.DueBefore(_options.Schedule, _clock.UtcNow) is not { } due)
        {
            return;
        }

        // Named by when it was due, so that it is started once, whichever instance looks, and however often.
        var id = $"{Job.IdStartOf(due)}-00000000";
        if (await _jobRows.ReadAsync(id, cancellationToken) is not null)
        {
            return;
        }

        if ((await _jobRows.ListRunningAsync(cancellationToken)).Find(job => job.Kind == JobKind.Reconcile) is { } running)
        {
            Log.Postponed(_logger, due, running.Id);
            return;
        }

        var resources = _options.Resources is { Count: > 0 } named ? [.. named] : new List<string> { BackfillRequest.All };
        var (job, error) = ToJob(new ReconcileRequest { Resources = resources }, by: "the schedule");
        if (job is null)
        {
            Log.NotStarted(_logger, due, error);
            return;
        }

        await _jobs.StartAsync(job with { Id = id }, cancellationToken);
    }

    /// <summary>Lists what a reconciliation found.</summary>
    /// <param name="id">The job's id.</param>
    /// <param name="query">Which findings, and where to begin.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <returns>200 with a page, 400, or 404.</returns>
    public async Task<OperatorResponse> ListFindingsAsync(string id, NameValueCollection query, CancellationToken cancellationToken)
    {
        var reader = new QueryReader(query);
        var kind = reader.Name<FindingKind>("kind");
        var resource = reader.Text("resource");
        var size = reader.Number("pageSize", 1, MaxPageSize, DefaultPageSize);
        var token = reader.Token("pageToken");
        if (token is not null && (token.Kind != $"findings-{id}" || token.Parts.Length != 1))
        {
            reader.Add("pageToken belongs to another query. Leave it out to start over.");
        }

        if (reader.Error is { } error)
        {
            return error;
        }

        if (await FindAsync(id, cancellationToken) is null)
        {
            return NoSuchJob;
        }

        var found = await _findings.ReadAsync(id, kind, resource, token?.Parts[0], size + 1, cancellationToken);
        var next = found.Count > size ? new PageToken($"findings-{id}", FindingRows.RowKeyOf(found[size - 1])).ToString() : null;
        return OperatorResponse.Json(new FindingList([.. found.Take(size).Select(FindingReport.From)], next), OperatorJson.Readable.FindingList);
    }

    /// <summary>Has delivered what a reconciliation found, once it has ended. What was delivered meanwhile is left out.</summary>
    /// <param name="id">The job's id.</param>
    /// <param name="content">The body, which says which findings.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <param name="caller">Who asks for it; null where that is not known.</param>
    /// <returns>200 with the job, 400, 404, 409 or 413.</returns>
    public async Task<OperatorResponse> DeliverAsync(string id, Stream content, CancellationToken cancellationToken, string? caller = null)
    {
        var (request, error) = await OperatorBody<DeliverRequest>.ReadAsync(
            content, OperatorJson.Readable.DeliverRequest, DeliverRequest.Example, cancellationToken);
        if (request is null)
        {
            return error!;
        }

        if (await FindAsync(id, cancellationToken) is not { } found)
        {
            return NoSuchJob;
        }

        if (request.Kinds?.Any(kind => !Enum.IsDefined(kind)) == true)
        {
            return OperatorResponse.BadRequest("kinds can hold missing, older, gone and ahead.");
        }

        // A delivery that was cancelled, or failed, can be asked for again.
        var before = ReconcileState.Parse(found.Reconcile);
        if (found.Status != JobStatus.Completed
            && !(found.Status is JobStatus.Cancelled or JobStatus.Failed && before.Stage == ReconcileStage.Delivering))
        {
            return OperatorResponse.Conflict(found.Status is JobStatus.Running or JobStatus.Paused
                ? "It has not come to its end. Wait for it, or resume it."
                : "It did not come to its end, so what differs is not known. Start another.");
        }

        var kinds = request.Kinds is { Count: > 0 } named ? [.. named.Distinct()] : ReconcileState.DeliveredByDefault;
        var state = before with { Stage = ReconcileStage.Delivering, Kinds = kinds, After = null };
        return await _jobs.ChangeAsync(
            id,
            found.Status,
            job => job with
            {
                Status = JobStatus.Running,
                IsDryRun = false,
                Page = job.Page + 1,
                CompletedAt = null,
                Note = $"Delivery of {string.Join(", ", kinds)} was asked for{(caller is null ? "" : $" by {caller}")}.",
                Reconcile = state.ToText(),
            },
            caller,
            cancellationToken);
    }

    private static OperatorResponse NoSuchJob =>
        OperatorResponse.NotFound("There is no such reconciliation, or its retention is over. operations/jobs lists the newest.");

    private (Job? Job, string? Error) ToJob(ReconcileRequest request, string? by)
    {
        var lists = new BackfillRequest { Resources = request.Resources, RatePerMinute = request.RatePerMinute, DryRun = !request.Deliver };
        var (job, error) = lists.ToJob(_catalogue, _ignored, EventRow.ReconcileAction, _requestsPerMinute, _clock.UtcNow, by);
        var state = new ReconcileState { Kinds = request.Deliver ? ReconcileState.DeliveredByDefault : [] };
        return (job is null ? null : job with { Kind = JobKind.Reconcile, Reconcile = state.ToText() }, error);
    }

    private async Task<Job?> FindAsync(string id, CancellationToken cancellationToken) =>
        Job.IsId(id) && await _jobRows.ReadAsync(id, cancellationToken) is { Kind: JobKind.Reconcile } job ? job : null;

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 458,
            EventName = "ReconcilePostponed",
            Level = LogLevel.Warning,
            Message = "The reconciliation that was due at {Due:u} is not started while job {Id} runs.")]
        public static partial void Postponed(ILogger logger, DateTimeOffset due, string id);

        [LoggerMessage(
            EventId = 459,
            EventName = "ReconcileNotStarted",
            Level = LogLevel.Error,
            Message = "The reconciliation that was due at {Due:u} cannot be started: {Error}")]
        public static partial void NotStarted(ILogger logger, DateTimeOffset due, string? error);
    }
}
