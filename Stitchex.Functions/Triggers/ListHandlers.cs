using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Stitchex.Functions.Operations.Redelivery;

namespace Stitchex.Functions.Triggers;

/// <summary>Lists the app's handlers: <c>GET /api/operations/handlers</c>.</summary>
/// <param name="redelivery">Does the work.</param>
public sealed class ListHandlers(RedeliveryOperations redelivery)
{
    /// <summary>Lists them.</summary>
    /// <param name="request">The request.</param>
    /// <returns>The response.</returns>
    [Function(nameof(ListHandlers))]
    public Task<HttpResponseData> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "operations/handlers")] HttpRequestData request)
    {
        ArgumentNullException.ThrowIfNull(request);

        return request.RespondAsync(Task.FromResult(redelivery.ListHandlers()));
    }
}
