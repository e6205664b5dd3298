using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Stitchex.Functions.Operations.Quarantine;

namespace Stitchex.Functions.Triggers;

/// <summary>Replays a message that could not be read: <c>POST /api/operations/quarantine/{key}/replay</c>.</summary>
/// <param name="quarantined">Does the work.</param>
public sealed class ReplayQuarantined(QuarantineOperations quarantined)
{
    /// <summary>Replays one message.</summary>
    /// <param name="request">The request.</param>
    /// <param name="key">The key of what was quarantined.</param>
    /// <param name="cancellationToken">Cancelled when the caller hangs up or the host shuts down.</param>
    /// <returns>The response.</returns>
    [Function(nameof(ReplayQuarantined))]
    public Task<HttpResponseData> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "operations/quarantine/{key}/replay")] HttpRequestData request,
        string key,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);

        return request.RespondAsync(quarantined.ReplayAsync(key, cancellationToken));
    }
}
