using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Stitchex.Functions.Operations.Health;

namespace Stitchex.Functions.Triggers;

/// <summary>Whether the app works, for load balancers and for operators.</summary>
/// <param name="health">Asks the dependencies.</param>
public sealed class HealthFunctions(HealthOperations health)
{
    /// <summary>Tells load balancers whether webhooks can be taken in: <c>GET /api/health</c>, without a key.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Cancelled when the caller hangs up or the host shuts down.</param>
    /// <returns>The response.</returns>
    [Function(nameof(GetHealth))]
    public Task<HttpResponseData> GetHealth(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "health")] HttpRequestData request,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);

        return request.RespondAsync(health.GetPlainAsync, cancellationToken);
    }

    /// <summary>Tells operators how each dependency responds: <c>GET /api/operations/health</c>.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Cancelled when the caller hangs up or the host shuts down.</param>
    /// <returns>The response.</returns>
    [Function(nameof(GetOperationsHealth))]
    public Task<HttpResponseData> GetOperationsHealth(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "operations/health")] HttpRequestData request,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);

        return request.RespondAsync(health.GetDetailedAsync, cancellationToken);
    }

    /// <summary>Asks each dependency now, and tries a rejected login: <c>POST /api/operations/health</c>.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Cancelled when the caller hangs up or the host shuts down.</param>
    /// <returns>The response.</returns>
    [Function(nameof(CheckHealth))]
    public Task<HttpResponseData> CheckHealth(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "operations/health")] HttpRequestData request,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);

        // A login has a time limit of its own.
        return request.RespondAsync(health.CheckAsync, cancellationToken, Timeout.InfiniteTimeSpan);
    }
}
