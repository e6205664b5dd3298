using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Stitchex.Functions.Operations.Health;

namespace Stitchex.Functions.Triggers;

/// <summary>Tells operators how each dependency responds: <c>GET /api/operations/health</c>.</summary>
/// <param name="health">Does the work.</param>
public sealed class GetOperationsHealth(HealthOperations health)
{
    /// <summary>Asks each dependency.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Cancelled when the caller hangs up or the host shuts down.</param>
    /// <returns>The response.</returns>
    [Function(nameof(GetOperationsHealth))]
    public Task<HttpResponseData> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "operations/health")] HttpRequestData request,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);

        return request.RespondAsync(health.GetDetailedAsync(cancellationToken));
    }
}
