using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Stitchex.Functions.Operations.Refused;

namespace Stitchex.Functions.Functions;

/// <summary>Shows something that was refused: <c>GET /api/operations/refused/{key}</c>.</summary>
/// <param name="refused">Does the work.</param>
public sealed class GetRefused(RefusedOperations refused)
{
    /// <summary>Shows it with its content.</summary>
    /// <param name="request">The request.</param>
    /// <param name="key">The key of what was refused.</param>
    /// <param name="cancellationToken">Cancelled when the caller hangs up or the host shuts down.</param>
    /// <returns>The answer.</returns>
    [Function(nameof(GetRefused))]
    public Task<HttpResponseData> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "operations/refused/{key}")] HttpRequestData request,
        string key,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);

        return request.AnswerAsync(refused.GetAsync(key, cancellationToken));
    }
}
