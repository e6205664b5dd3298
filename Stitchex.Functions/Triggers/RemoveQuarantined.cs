using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Stitchex.Functions.Operations.Quarantine;

namespace Stitchex.Functions.Triggers;

/// <summary>Removes a quarantined item, once a person has seen it: <c>DELETE /api/operations/quarantine/{key}</c>.</summary>
/// <param name="quarantined">Does the work.</param>
public sealed class RemoveQuarantined(QuarantineOperations quarantined)
{
    /// <summary>Removes it.</summary>
    /// <param name="request">The request.</param>
    /// <param name="key">The key of what was quarantined.</param>
    /// <param name="cancellationToken">Cancelled when the caller hangs up or the host shuts down.</param>
    /// <returns>The response.</returns>
    [Function(nameof(RemoveQuarantined))]
    public Task<HttpResponseData> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "delete", Route = "operations/quarantine/{key}")] HttpRequestData request,
        string key,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);

        return request.RespondAsync(quarantined.RemoveAsync(key, cancellationToken));
    }
}
