using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Stitchex.Functions.Operations;

namespace Stitchex.Functions.Triggers;

/// <summary>Shows a record and its events: <c>GET /api/operations/records/{resource}/{recordId}</c>.</summary>
/// <param name="events">Does the work.</param>
public sealed class GetRecord(EventOperations events)
{
    /// <summary>Shows one record.</summary>
    /// <param name="request">The request.</param>
    /// <param name="resource">The record's resource.</param>
    /// <param name="recordId">The record's id.</param>
    /// <param name="cancellationToken">Cancelled when the caller hangs up or the host shuts down.</param>
    /// <returns>The response.</returns>
    [Function(nameof(GetRecord))]
    public Task<HttpResponseData> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "operations/records/{resource}/{recordId}")] HttpRequestData request,
        string resource,
        string recordId,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);

        return request.RespondAsync(events.GetRecordAsync(resource, recordId, request.Query, cancellationToken));
    }
}
