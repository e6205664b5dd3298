using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Stitchex.Functions.Operations.Quarantine;

namespace Stitchex.Functions.Triggers;

/// <summary>Shows a quarantined item: <c>GET /api/operations/quarantine/{key}</c>.</summary>
/// <param name="quarantined">Does the work.</param>
public sealed class GetQuarantined(QuarantineOperations quarantined)
{
    /// <summary>Shows it with its content.</summary>
    /// <param name="request">The request.</param>
    /// <param name="key">The key of what was quarantined.</param>
    /// <param name="cancellationToken">Cancelled when the caller hangs up or the host shuts down.</param>
    /// <returns>The response.</returns>
    [Function(nameof(GetQuarantined))]
    public Task<HttpResponseData> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "operations/quarantine/{key}")] HttpRequestData request,
        string key,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);

        return request.RespondAsync(quarantined.GetAsync(key, cancellationToken));
    }
}
