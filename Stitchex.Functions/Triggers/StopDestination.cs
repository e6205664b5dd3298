using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Stitchex.Functions.Operations.Destinations;

namespace Stitchex.Functions.Triggers;

/// <summary>Stops a destination: <c>POST /api/operations/destinations/{name}/stop</c>.</summary>
/// <param name="destinations">Does the work.</param>
public sealed class StopDestination(DestinationOperations destinations)
{
    /// <summary>Stops it.</summary>
    /// <param name="request">The request.</param>
    /// <param name="name">The destination's name.</param>
    /// <param name="cancellationToken">Cancelled when the caller hangs up or the host shuts down.</param>
    /// <returns>The response.</returns>
    [Function(nameof(StopDestination))]
    public Task<HttpResponseData> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "operations/destinations/{name}/stop")] HttpRequestData request,
        string name,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);

        return request.RespondAsync(destinations.StopAsync(name, request.Body, cancellationToken));
    }
}
