using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Stitchex.Functions.Operations.Differences;

namespace Stitchex.Functions.Triggers;

/// <summary>Compares an event's snapshot with the archived record: <c>GET /api/operations/events/{id}/difference</c>.</summary>
/// <param name="differences">Does the work.</param>
public sealed class GetEventDifference(DifferenceOperations differences)
{
    /// <summary>Compares them.</summary>
    /// <param name="request">The request.</param>
    /// <param name="id">The event's id.</param>
    /// <param name="cancellationToken">Cancelled when the caller hangs up or the host shuts down.</param>
    /// <returns>The response.</returns>
    [Function(nameof(GetEventDifference))]
    public Task<HttpResponseData> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "operations/events/{id}/difference")] HttpRequestData request,
        string id,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);

        return request.RespondAsync(differences.GetAsync(id, cancellationToken));
    }
}
