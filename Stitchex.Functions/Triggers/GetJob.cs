using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Stitchex.Functions.Operations.Jobs;

namespace Stitchex.Functions.Triggers;

/// <summary>Shows one job: <c>GET /api/operations/jobs/{id}</c>.</summary>
/// <param name="jobs">Does the work.</param>
public sealed class GetJob(JobOperations jobs)
{
    /// <summary>Shows it.</summary>
    /// <param name="request">The request.</param>
    /// <param name="id">The job's id.</param>
    /// <param name="cancellationToken">Cancelled when the caller hangs up or the host shuts down.</param>
    /// <returns>The response.</returns>
    [Function(nameof(GetJob))]
    public Task<HttpResponseData> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "operations/jobs/{id}")] HttpRequestData request,
        string id,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);

        return request.RespondAsync(jobs.GetAsync(id, cancellationToken));
    }
}
