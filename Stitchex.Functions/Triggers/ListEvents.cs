using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Stitchex.Functions.Operations;

namespace Stitchex.Functions.Triggers;

/// <summary>Lists events, newest first: <c>GET /api/operations/events</c>.</summary>
/// <param name="events">Does the work.</param>
public sealed class ListEvents(EventOperations events)
{
    /// <summary>Gives one page.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Cancelled when the caller hangs up or the host shuts down.</param>
    /// <returns>The response.</returns>
    [Function(nameof(ListEvents))]
    public Task<HttpResponseData> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "operations/events")] HttpRequestData request,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);

        return request.RespondAsync(events.ListAsync(request.Query, cancellationToken));
    }
}
