using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Stitchex.Functions.Operations.Overview;

namespace Stitchex.Functions.Triggers;

/// <summary>Tells what is wrong now: <c>GET /api/operations/overview</c>.</summary>
/// <param name="overview">Does the work.</param>
public sealed class GetOverview(OverviewOperations overview)
{
    /// <summary>Tells what is wrong.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Cancelled when the caller hangs up or the host shuts down.</param>
    /// <returns>The response.</returns>
    [Function(nameof(GetOverview))]
    public Task<HttpResponseData> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "operations/overview")] HttpRequestData request,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);

        return request.RespondAsync(overview.GetAsync(cancellationToken));
    }
}
