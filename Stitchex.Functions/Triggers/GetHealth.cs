using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Stitchex.Functions.Operations.Health;

namespace Stitchex.Functions.Triggers;

/// <summary>Tells load balancers whether webhooks can be taken in: <c>GET /api/health</c>, without a key.</summary>
/// <param name="health">Does the work.</param>
public sealed class GetHealth(HealthOperations health)
{
    /// <summary>Responds with 200 or 503.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Cancelled when the caller hangs up or the host shuts down.</param>
    /// <returns>The response.</returns>
    [Function(nameof(GetHealth))]
    public Task<HttpResponseData> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "health")] HttpRequestData request,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);

        return request.RespondAsync(health.GetPlainAsync(cancellationToken));
    }
}
