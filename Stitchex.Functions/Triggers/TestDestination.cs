using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Stitchex.Functions.Operations.Destinations;

namespace Stitchex.Functions.Triggers;

/// <summary>Sends a destination a test event: <c>POST /api/operations/destinations/{name}/test</c>.</summary>
/// <param name="destinations">Does the work.</param>
public sealed class TestDestination(DestinationOperations destinations)
{
    /// <summary>Sends it.</summary>
    /// <param name="request">The request.</param>
    /// <param name="name">The destination's name.</param>
    /// <param name="cancellationToken">Cancelled when the caller hangs up or the host shuts down.</param>
    /// <returns>The response.</returns>
    [Function(nameof(TestDestination))]
    public Task<HttpResponseData> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "operations/destinations/{name}/test")] HttpRequestData request,
        string name,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);

        return request.RespondAsync(destinations.TestAsync(name, cancellationToken));
    }
}
