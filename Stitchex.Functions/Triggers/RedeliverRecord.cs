using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Stitchex.Functions.Operations.Redelivery;

namespace Stitchex.Functions.Triggers;

/// <summary>Redelivers a record: <c>POST /api/operations/records/{resource}/{recordId}/redeliver</c>.</summary>
/// <param name="redelivery">Does the work.</param>
public sealed class RedeliverRecord(RedeliveryOperations redelivery)
{
    /// <summary>Redelivers one record.</summary>
    /// <param name="request">The request.</param>
    /// <param name="resource">The record's resource.</param>
    /// <param name="recordId">The record's id.</param>
    /// <param name="cancellationToken">Cancelled when the caller hangs up or the host shuts down.</param>
    /// <returns>The response.</returns>
    [Function(nameof(RedeliverRecord))]
    public Task<HttpResponseData> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "operations/records/{resource}/{recordId}/redeliver")] HttpRequestData request,
        string resource,
        string recordId,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);

        return request.RespondAsync(redelivery.RedeliverRecordAsync(resource, recordId, request.Body, cancellationToken));
    }
}
