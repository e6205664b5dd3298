using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Stitchex.Functions.Operations;
using Stitchex.Functions.Operations.Destinations;
using Stitchex.Functions.Operations.Differences;
using Stitchex.Functions.Operations.Redelivery;

namespace Stitchex.Functions.Triggers;

/// <summary>Events for operators: <c>/api/operations/events</c>.</summary>
/// <param name="events">Works on events.</param>
/// <param name="differences">Compares records.</param>
/// <param name="changes">Shows changes as destinations are sent them.</param>
/// <param name="redelivery">Redelivers records.</param>
public sealed class EventFunctions(
    EventOperations events, DifferenceOperations differences, ChangeOperations changes, RedeliveryOperations redelivery)
{
    /// <summary>Lists events, newest first: <c>GET /api/operations/events</c>.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Cancelled when the caller hangs up or the host shuts down.</param>
    /// <returns>The response.</returns>
    [Function(nameof(ListEvents))]
    public Task<HttpResponseData> ListEvents(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "operations/events")] HttpRequestData request,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);

        return request.RespondAsync(token => events.ListAsync(request.Query, token), cancellationToken);
    }

    /// <summary>Shows one event: <c>GET /api/operations/events/{id}</c>.</summary>
    /// <param name="request">The request.</param>
    /// <param name="id">The event's id.</param>
    /// <param name="cancellationToken">Cancelled when the caller hangs up or the host shuts down.</param>
    /// <returns>The response.</returns>
    [Function(nameof(GetEvent))]
    public Task<HttpResponseData> GetEvent(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "operations/events/{id}")] HttpRequestData request,
        string id,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);

        return request.RespondAsync(token => events.GetAsync(id, token), cancellationToken);
    }

    /// <summary>Compares an event's snapshot with the archived record: <c>GET /api/operations/events/{id}/difference</c>.</summary>
    /// <param name="request">The request.</param>
    /// <param name="id">The event's id.</param>
    /// <param name="cancellationToken">Cancelled when the caller hangs up or the host shuts down.</param>
    /// <returns>The response.</returns>
    [Function(nameof(GetEventDifference))]
    public Task<HttpResponseData> GetEventDifference(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "operations/events/{id}/difference")] HttpRequestData request,
        string id,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);

        return request.RespondAsync(token => differences.GetAsync(id, token), cancellationToken);
    }

    /// <summary>
    /// Shows the newest change of an event's record as a destination is sent it: <c>GET /api/operations/events/{id}/change</c>.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="id">The event's id.</param>
    /// <param name="cancellationToken">Cancelled when the caller hangs up or the host shuts down.</param>
    /// <returns>The response.</returns>
    [Function(nameof(GetEventChange))]
    public Task<HttpResponseData> GetEventChange(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "operations/events/{id}/change")] HttpRequestData request,
        string id,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);

        return request.RespondAsync(token => changes.GetAsync(id, token), cancellationToken);
    }

    /// <summary>Has one event tried again: <c>POST /api/operations/events/{id}/replay</c>.</summary>
    /// <param name="request">The request.</param>
    /// <param name="id">The event's id.</param>
    /// <param name="cancellationToken">Cancelled when the caller hangs up or the host shuts down.</param>
    /// <returns>The response.</returns>
    [Function(nameof(ReplayEvent))]
    public Task<HttpResponseData> ReplayEvent(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "operations/events/{id}/replay")] HttpRequestData request,
        string id,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);

        return request.RespondAsync(token => events.ReplayAsync(id, token, request.Caller()), cancellationToken);
    }

    /// <summary>Marks a dead-lettered event as resolved, or ends the retries of one: <c>POST /api/operations/events/{id}/resolve</c>.</summary>
    /// <param name="request">The request.</param>
    /// <param name="id">The event's id.</param>
    /// <param name="cancellationToken">Cancelled when the caller hangs up or the host shuts down.</param>
    /// <returns>The response.</returns>
    [Function(nameof(ResolveEvent))]
    public Task<HttpResponseData> ResolveEvent(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "operations/events/{id}/resolve")] HttpRequestData request,
        string id,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);

        return request.RespondAsync(token => events.ResolveAsync(id, request.Body, token, request.Caller()), cancellationToken);
    }

    /// <summary>Ends the retries of an event, which is then dead-lettered: <c>POST /api/operations/events/{id}/dead-letter</c>.</summary>
    /// <param name="request">The request.</param>
    /// <param name="id">The event's id.</param>
    /// <param name="cancellationToken">Cancelled when the caller hangs up or the host shuts down.</param>
    /// <returns>The response.</returns>
    [Function(nameof(DeadLetterEvent))]
    public Task<HttpResponseData> DeadLetterEvent(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "operations/events/{id}/dead-letter")] HttpRequestData request,
        string id,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);

        return request.RespondAsync(token => events.DeadLetterAsync(id, request.Body, token, request.Caller()), cancellationToken);
    }

    /// <summary>Redelivers an event's record: <c>POST /api/operations/events/{id}/redeliver</c>.</summary>
    /// <param name="request">The request.</param>
    /// <param name="id">The event's id.</param>
    /// <param name="cancellationToken">Cancelled when the caller hangs up or the host shuts down.</param>
    /// <returns>The response.</returns>
    [Function(nameof(RedeliverEvent))]
    public Task<HttpResponseData> RedeliverEvent(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "operations/events/{id}/redeliver")] HttpRequestData request,
        string id,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);

        return request.RespondAsync(token => redelivery.RedeliverEventAsync(id, request.Body, token, request.Caller()), cancellationToken);
    }
}
