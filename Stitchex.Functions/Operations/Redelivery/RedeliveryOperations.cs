using System.Net;
using Stitchex.Functions.Events;
using Stitchex.Functions.Operations.Http;
using Stitchex.Functions.Operations.Listing;
using Stitchex.Functions.Receiving;
using Stitchex.Functions.Storage;

namespace Stitchex.Functions.Operations.Redelivery;

/// <summary>Has records redelivered for an operator, and lists the handlers that they can be redelivered to.</summary>
public sealed class RedeliveryOperations
{
    private readonly EventStore _store;
    private readonly Redeliverer _redeliverer;
    private readonly HandlerNames _handlers;

    internal RedeliveryOperations(EventStorage storage, Redeliverer redeliverer, HandlerNames handlers)
    {
        _store = storage.Store;
        _redeliverer = redeliverer;
        _handlers = handlers;
    }

    /// <summary>Lists the handlers.</summary>
    /// <returns>200.</returns>
    public OperatorResponse ListHandlers() => OperatorResponse.Json(_handlers.List(), OperatorJson.Readable.HandlerList);

    /// <summary>Redelivers an event's record, as the API has it now.</summary>
    /// <param name="id">The event's id.</param>
    /// <param name="content">The body, which names a handler, or none for all.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <param name="caller">Who asks for it; null where that is not known.</param>
    /// <returns>202 with the redelivery's id, 400, 404, 409 or 413.</returns>
    public Task<OperatorResponse> RedeliverEventAsync(
        string id, Stream content, CancellationToken cancellationToken, string? caller = null) => ReadAsync(
        content,
        async request =>
        {
            if (!StitchexEventId.TryParse(id, out var eventId) || await _store.ReadRowAsync(eventId, cancellationToken) is not { } row)
            {
                return OperatorResponse.NotFound("There is no such event, or it was removed at the end of its retention.");
            }

            return row.RecordId is { } recordId
                ? await RedeliverAsync(row.Resource, recordId, request.Handler, caller, cancellationToken)
                : OperatorResponse.Conflict("The event's body names no record, so there is none to redeliver.");
        },
        cancellationToken);

    /// <summary>Redelivers a record, as the API has it now.</summary>
    /// <param name="resource">Its resource.</param>
    /// <param name="recordId">Its id.</param>
    /// <param name="content">The body, which names a handler, or none for all.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <param name="caller">Who asks for it; null where that is not known.</param>
    /// <returns>202 with the redelivery's id, 400, 404, 409 or 413.</returns>
    public Task<OperatorResponse> RedeliverRecordAsync(
        string resource, string recordId, Stream content, CancellationToken cancellationToken, string? caller = null) => ReadAsync(
        content, request => RedeliverAsync(EventName.Lower(resource), recordId, request.Handler, caller, cancellationToken), cancellationToken);

    private static async Task<OperatorResponse> ReadAsync(
        Stream content, Func<RedeliverRequest, Task<OperatorResponse>> redeliver, CancellationToken cancellationToken)
    {
        var (request, error) = await OperatorBody<RedeliverRequest>.ReadAsync(
            content, OperatorJson.Readable.RedeliverRequest, RedeliverRequest.Example, cancellationToken);
        return request is null ? error! : await redeliver(request);
    }

    private async Task<OperatorResponse> RedeliverAsync(
        string resource, string recordId, string? handler, string? caller, CancellationToken cancellationToken)
    {
        var record = await _store.ReadRecordAsync(RecordHistory.PartitionKeyOf(resource, recordId), cancellationToken);
        if (record is { IsUnreadable: true })
        {
            return OperatorResponse.Conflict("This version of the app cannot read the record's row.");
        }

        if (record is null || !Redeliverer.WasDelivered(record)
            || await _redeliverer.FindAsync(resource, recordId, cancellationToken) is not { } found)
        {
            return OperatorResponse.NotFound("Nothing of this record was delivered yet, so there is nothing to redeliver. Its events deliver it.");
        }

        var (redeliverTo, error) = _handlers.Find(handler, found.Resource);
        if (redeliverTo is null)
        {
            return OperatorResponse.BadRequest(error!);
        }

        var id = (await _redeliverer.RedeliverAsync(found.Resource, found.RecordId, redeliverTo, caller, cancellationToken)).ToString();
        return OperatorResponse.Json(
            new SuccessBody(id, "queued"),
            OperatorJson.Readable.SuccessBody,
            HttpStatusCode.Accepted,
            $"/api/operations/events/{Uri.EscapeDataString(id)}");
    }
}
