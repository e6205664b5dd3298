using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Stitchex.Functions.Operations;

namespace Stitchex.Functions.Triggers;

/// <summary>Marks a dead-lettered event as resolved, or ends the retries of one: <c>POST /api/operations/events/{id}/resolve</c>.</summary>
/// <param name="events">Does the work.</param>
public sealed class ResolveEvent(EventOperations events)
{
    /// <summary>Resolves one event.</summary>
    /// <param name="request">The request.</param>
    /// <param name="id">The event's id.</param>
    /// <param name="cancellationToken">Cancelled when the caller hangs up or the host shuts down.</param>
    /// <returns>The response.</returns>
    [Function(nameof(ResolveEvent))]
    public Task<HttpResponseData> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "operations/events/{id}/resolve")] HttpRequestData request,
        string id,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);

        return request.RespondAsync(events.ResolveAsync(id, request.Body, cancellationToken));
    }
}
