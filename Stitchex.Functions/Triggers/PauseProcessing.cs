using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Stitchex.Functions.Operations.Pausing;

namespace Stitchex.Functions.Triggers;

/// <summary>Pauses processing: <c>POST /api/operations/pause</c>.</summary>
/// <param name="pause">Does the work.</param>
public sealed class PauseProcessing(PauseOperations pause)
{
    /// <summary>Pauses it.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Cancelled when the caller hangs up or the host shuts down.</param>
    /// <returns>The response.</returns>
    [Function(nameof(PauseProcessing))]
    public Task<HttpResponseData> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "operations/pause")] HttpRequestData request,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);

        return request.RespondAsync(pause.PauseAsync(request.Body, cancellationToken));
    }
}
