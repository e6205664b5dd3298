using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Stitchex.Functions.Operations.Pausing;

namespace Stitchex.Functions.Triggers;

/// <summary>Tells whether processing is paused: <c>GET /api/operations/pause</c>.</summary>
/// <param name="pause">Does the work.</param>
public sealed class GetPause(PauseOperations pause)
{
    /// <summary>Tells whether it is.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Cancelled when the caller hangs up or the host shuts down.</param>
    /// <returns>The response.</returns>
    [Function(nameof(GetPause))]
    public Task<HttpResponseData> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "operations/pause")] HttpRequestData request,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);

        return request.RespondAsync(pause.GetAsync(cancellationToken));
    }
}
