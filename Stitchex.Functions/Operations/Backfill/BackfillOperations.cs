using Microsoft.Extensions.Options;
using Stitchex.Functions.Configuration;
using Stitchex.Functions.Events;
using Stitchex.Functions.Operations.Http;
using Stitchex.Functions.Operations.Jobs;
using Stitchex.Functions.Processing;
using Stitchex.Functions.Protocol;
using Stitchex.Functions.Storage;

namespace Stitchex.Functions.Operations.Backfill;

/// <summary>Starts backfills for an operator.</summary>
public sealed class BackfillOperations
{
    private readonly JobOperations _jobs;
    private readonly ResourceCatalogue _catalogue;
    private readonly IgnoredEvents _ignored;
    private readonly int _requestsPerMinute;
    private readonly StorageClock _clock;

    internal BackfillOperations(
        JobOperations jobs, ResourceCatalogue catalogue, IgnoredEvents ignored, IOptions<StitchexApiOptions> options, StorageClock clock)
    {
        _jobs = jobs;
        _catalogue = catalogue;
        _ignored = ignored;
        _requestsPerMinute = options.Value.RequestsPerMinute;
        _clock = clock;
    }

    /// <summary>Starts a job that reads lists, and has the records fetched that were not delivered as the lists show them.</summary>
    /// <param name="content">The body, which says which lists.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <param name="caller">Who asks for it; null where that is not known.</param>
    /// <returns>202 with the job, 400 or 413.</returns>
    public async Task<OperatorResponse> StartAsync(Stream content, CancellationToken cancellationToken, string? caller = null)
    {
        var (request, error) = await OperatorBody<BackfillRequest>.ReadAsync(
            content, OperatorJson.Readable.BackfillRequest, BackfillRequest.Example, cancellationToken);
        if (request is null)
        {
            return error!;
        }

        var (job, wrong) = request.ToJob(_catalogue, _ignored, EventRow.BackfillAction, _requestsPerMinute, _clock.UtcNow, caller);
        return job is null ? OperatorResponse.BadRequest(wrong!) : await _jobs.StartAsync(job, cancellationToken);
    }
}
