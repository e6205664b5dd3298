using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Stitchex.Functions.Operations;

namespace Stitchex.Functions.Triggers;

/// <summary>Shows one event: <c>GET /api/operations/events/{id}</c>.</summary>
/// <param name="events">Does the work.</param>
public sealed class GetEvent(EventOperations events)
{
    /// <summary>Shows one event.</summary>
    /// <param name="request">The request.</param>
    /// <param name="id">The event's id.</param>
    /// <param name="cancellationToken">Cancelled when the caller hangs up or the host shuts down.</param>
    /// <returns>The response.</returns>
    [Function(nameof(GetEvent))]
    public Task<HttpResponseData> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "operations/events/{id}")] HttpRequestData request,
        string id,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);

        return request.RespondAsync(events.GetAsync(id, cancellationToken));
    }
}
