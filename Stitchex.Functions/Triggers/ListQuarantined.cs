using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Stitchex.Functions.Operations.Quarantine;

namespace Stitchex.Functions.Triggers;

/// <summary>Lists quarantined items: <c>GET /api/operations/quarantine</c>.</summary>
/// <param name="quarantined">Does the work.</param>
public sealed class ListQuarantined(QuarantineOperations quarantined)
{
    /// <summary>Gives one page.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Cancelled when the caller hangs up or the host shuts down.</param>
    /// <returns>The response.</returns>
    [Function(nameof(ListQuarantined))]
    public Task<HttpResponseData> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "operations/quarantine")] HttpRequestData request,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);

        return request.RespondAsync(quarantined.ListAsync(request.Query, cancellationToken));
    }
}
