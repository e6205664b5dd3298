using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Stitchex.Functions.Operations.Jobs;

namespace Stitchex.Functions.Triggers;

/// <summary>Lists the newest jobs: <c>GET /api/operations/jobs</c>.</summary>
/// <param name="jobs">Does the work.</param>
public sealed class ListJobs(JobOperations jobs)
{
    /// <summary>Lists them.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Cancelled when the caller hangs up or the host shuts down.</param>
    /// <returns>The response.</returns>
    [Function(nameof(ListJobs))]
    public Task<HttpResponseData> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "operations/jobs")] HttpRequestData request,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);

        return request.RespondAsync(jobs.ListAsync(cancellationToken));
    }
}
