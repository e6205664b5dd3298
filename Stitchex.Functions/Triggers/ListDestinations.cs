using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Stitchex.Functions.Operations.Destinations;

namespace Stitchex.Functions.Triggers;

/// <summary>Lists the destinations: <c>GET /api/operations/destinations</c>.</summary>
/// <param name="destinations">Does the work.</param>
public sealed class ListDestinations(DestinationOperations destinations)
{
    /// <summary>Lists them.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Cancelled when the caller hangs up or the host shuts down.</param>
    /// <returns>The response.</returns>
    [Function(nameof(ListDestinations))]
    public Task<HttpResponseData> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "operations/destinations")] HttpRequestData request,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);

        return request.RespondAsync(destinations.ListAsync(cancellationToken));
    }
}
