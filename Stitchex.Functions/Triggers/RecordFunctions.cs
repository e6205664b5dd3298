using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Stitchex.Functions.Operations;
using Stitchex.Functions.Operations.Details;
using Stitchex.Functions.Operations.Redelivery;

namespace Stitchex.Functions.Triggers;

/// <summary>Records, and the handlers that get them, for operators: <c>/api/operations/records</c>.</summary>
/// <param name="events">Works on events.</param>
/// <param name="contents">Gives records.</param>
/// <param name="redelivery">Redelivers records.</param>
public sealed class RecordFunctions(EventOperations events, RecordContentOperations contents, RedeliveryOperations redelivery)
{
    /// <summary>Shows a record and its events: <c>GET /api/operations/records/{resource}/{recordId}</c>.</summary>
    /// <param name="request">The request.</param>
    /// <param name="resource">The record's resource.</param>
    /// <param name="recordId">The record's id.</param>
    /// <param name="cancellationToken">Cancelled when the caller hangs up or the host shuts down.</param>
    /// <returns>The response.</returns>
    [Function(nameof(GetRecord))]
    public Task<HttpResponseData> GetRecord(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "operations/records/{resource}/{recordId}")] HttpRequestData request,
        string resource,
        string recordId,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);

        return request.RespondAsync(token => events.GetRecordAsync(resource, recordId, request.Query, token), cancellationToken);
    }

    /// <summary>Gets a record as it is archived: <c>GET /api/operations/records/{resource}/{recordId}/content</c>.</summary>
    /// <param name="request">The request.</param>
    /// <param name="resource">The record's resource.</param>
    /// <param name="recordId">The record's id.</param>
    /// <param name="cancellationToken">Cancelled when the caller hangs up or the host shuts down.</param>
    /// <returns>The response.</returns>
    [Function(nameof(GetRecordContent))]
    public Task<HttpResponseData> GetRecordContent(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "operations/records/{resource}/{recordId}/content")] HttpRequestData request,
        string resource,
        string recordId,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);

        return request.RespondAsync(token => contents.GetAsync(resource, recordId, token), cancellationToken);
    }

    /// <summary>Redelivers a record: <c>POST /api/operations/records/{resource}/{recordId}/redeliver</c>.</summary>
    /// <param name="request">The request.</param>
    /// <param name="resource">The record's resource.</param>
    /// <param name="recordId">The record's id.</param>
    /// <param name="cancellationToken">Cancelled when the caller hangs up or the host shuts down.</param>
    /// <returns>The response.</returns>
    [Function(nameof(RedeliverRecord))]
    public Task<HttpResponseData> RedeliverRecord(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "operations/records/{resource}/{recordId}/redeliver")] HttpRequestData request,
        string resource,
        string recordId,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);

        return request.RespondAsync(token => redelivery.RedeliverRecordAsync(resource, recordId, request.Body, token, request.Caller()), cancellationToken);
    }

    /// <summary>Lists the app's handlers: <c>GET /api/operations/handlers</c>.</summary>
    /// <param name="request">The request.</param>
    /// <returns>The response.</returns>
    [Function(nameof(ListHandlers))]
    public Task<HttpResponseData> ListHandlers(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "operations/handlers")] HttpRequestData request)
    {
        ArgumentNullException.ThrowIfNull(request);

        return request.RespondAsync(_ => Task.FromResult(redelivery.ListHandlers()), CancellationToken.None);
    }
}
