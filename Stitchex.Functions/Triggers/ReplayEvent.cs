using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Stitchex.Functions.Operations;

namespace Stitchex.Functions.Triggers;

/// <summary>Has one event tried again: <c>POST /api/operations/events/{id}/replay</c>.</summary>
/// <param name="events">Does the work.</param>
public sealed class ReplayEvent(EventOperations events)
{
    /// <summary>Replays one event.</summary>
    /// <param name="request">The request.</param>
    /// <param name="id">The event's id.</param>
    /// <param name="cancellationToken">Cancelled when the caller hangs up or the host shuts down.</param>
    /// <returns>The response.</returns>
    [Function(nameof(ReplayEvent))]
    public Task<HttpResponseData> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "operations/events/{id}/replay")] HttpRequestData request,
        string id,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);

        return request.RespondAsync(events.ReplayAsync(id, cancellationToken));
    }
}
