using System.Collections.Specialized;
using Microsoft.Extensions.Options;
using Stitchex.Functions.Configuration;
using Stitchex.Functions.Events;
using Stitchex.Functions.Operations.Backfill;
using Stitchex.Functions.Operations.Http;
using Stitchex.Functions.Operations.Jobs;
using Stitchex.Functions.Storage;

namespace Stitchex.Functions.Operations.Reconcile;

/// <summary>Compares what Stitchex has with what was delivered: starts that, shows what differs, and has it delivered.</summary>
public sealed class ReconcileOperations
{
    private const int DefaultPageSize = 50;
    private const int MaxPageSize = 100;

    private readonly JobOperations _jobs;
    private readonly JobRows _jobRows;
    private readonly FindingRows _findings;
    private readonly ResourceCatalogue _catalogue;
    private readonly ReconcileOptions _options;
    private readonly int _requestsPerMinute;
    private readonly StorageClock _clock;

    internal ReconcileOperations(
        JobOperations jobs,
        JobRows jobRows,
        FindingRows findings,
        ResourceCatalogue catalogue,
        IOptions<ReconcileOptions> options,
        IOptions<StitchexApiOptions> api,
        StorageClock clock)
    {
        _jobs = jobs;
        _jobRows = jobRows;
        _findings = findings;
        _catalogue = catalogue;
        _options = options.Value;
        _requestsPerMinute = api.Value.RequestsPerMinute;
        _clock = clock;
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
        if (await _jobRows.ReadAsync(id, cancellationToken) is not null
            || (await _jobRows.ListRunningAsync(cancellationToken)).Exists(job => job.Kind == JobKind.Reconcile))
        {
            return;
        }

        var resources = _options.Resources is { Count: > 0 } named ? [.. named] : new List<string> { BackfillRequest.All };
        var (job, error) = ToJob(new ReconcileRequest { Resources = resources }, by: "the schedule");
        await _jobs.StartAsync((job ?? throw new InvalidOperationException(error)) with { Id = id }, cancellationToken);
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

        var found = await _findings.ReadAsync(id, kind, resource, token?.Parts[0], size, cancellationToken);
        var next = found.Count == size ? new PageToken($"findings-{id}", FindingRows.RowKeyOf(found[^1])).ToString() : null;
        return OperatorResponse.Json(new FindingList([.. found.Select(FindingReport.From)], next), OperatorJson.Readable.FindingList);
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

        if (found.Status != JobStatus.Completed)
        {
            return OperatorResponse.Conflict("It has not come to its end, so what differs is not known. Wait for it, or start another.");
        }

        var kinds = request.Kinds is { Count: > 0 } named ? [.. named.Distinct()] : ReconcileState.DeliveredByDefault;
        var state = ReconcileState.Parse(found.Reconcile) with { Stage = ReconcileStage.Delivering, Kinds = kinds, After = null };
        return await _jobs.ChangeAsync(
            id,
            JobStatus.Completed,
            job => job with
            {
                Status = JobStatus.Running,
                IsDryRun = false,
                Page = job.Page + 1,
                CompletedAt = null,
                Note = $"Delivery of {string.Join(", ", kinds)} was asked for{(caller is null ? "" : $" by {caller}")}.",
                Reconcile = state.ToText(),
            },
            cancellationToken);
    }

    private static OperatorResponse NoSuchJob =>
        OperatorResponse.NotFound("There is no such reconciliation, or its retention is over. operations/jobs lists the newest.");

    private (Job? Job, string? Error) ToJob(ReconcileRequest request, string? by)
    {
        var lists = new BackfillRequest { Resources = request.Resources, RatePerMinute = request.RatePerMinute, DryRun = !request.Deliver };
        var (job, error) = lists.ToJob(_catalogue, _requestsPerMinute, _clock.UtcNow, by);
        var state = new ReconcileState { Kinds = request.Deliver ? ReconcileState.DeliveredByDefault : [] };
        return (job is null ? null : job with { Kind = JobKind.Reconcile, Reconcile = state.ToText() }, error);
    }

    private async Task<Job?> FindAsync(string id, CancellationToken cancellationToken) =>
        Job.IsId(id) && await _jobRows.ReadAsync(id, cancellationToken) is { Kind: JobKind.Reconcile } job ? job : null;
}
