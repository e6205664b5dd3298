using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Stitchex.Functions.Operations.Redelivery;

namespace Stitchex.Functions.Triggers;

/// <summary>Redelivers an event's record: <c>POST /api/operations/events/{id}/redeliver</c>.</summary>
/// <param name="redelivery">Does the work.</param>
public sealed class RedeliverEvent(RedeliveryOperations redelivery)
{
    /// <summary>Redelivers the record of one event.</summary>
    /// <param name="request">The request.</param>
    /// <param name="id">The event's id.</param>
    /// <param name="cancellationToken">Cancelled when the caller hangs up or the host shuts down.</param>
    /// <returns>The response.</returns>
    [Function(nameof(RedeliverEvent))]
    public Task<HttpResponseData> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "operations/events/{id}/redeliver")] HttpRequestData request,
        string id,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);

        return request.RespondAsync(redelivery.RedeliverEventAsync(id, request.Body, cancellationToken));
    }
}
