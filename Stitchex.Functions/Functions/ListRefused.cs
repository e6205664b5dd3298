using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Stitchex.Functions.Operations.Refused;

namespace Stitchex.Functions.Functions;

/// <summary>Lists what was refused: <c>GET /api/operations/refused</c>.</summary>
/// <param name="refused">Does the work.</param>
public sealed class ListRefused(RefusedOperations refused)
{
    /// <summary>Gives one page.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Cancelled when the caller hangs up or the host shuts down.</param>
    /// <returns>The answer.</returns>
    [Function(nameof(ListRefused))]
    public Task<HttpResponseData> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "operations/refused")] HttpRequestData request,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);

        return request.AnswerAsync(refused.ListAsync(request.Query, cancellationToken));
    }
}
