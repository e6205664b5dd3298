using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Stitchex.Functions.Operations.Refused;

namespace Stitchex.Functions.Functions;

/// <summary>Forgets something that was refused, once a person has seen it: <c>DELETE /api/operations/refused/{key}</c>.</summary>
/// <param name="refused">Does the work.</param>
public sealed class RemoveRefused(RefusedOperations refused)
{
    /// <summary>Removes it.</summary>
    /// <param name="request">The request.</param>
    /// <param name="key">The key of what was refused.</param>
    /// <param name="cancellationToken">Cancelled when the caller hangs up or the host shuts down.</param>
    /// <returns>The answer.</returns>
    [Function(nameof(RemoveRefused))]
    public Task<HttpResponseData> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "delete", Route = "operations/refused/{key}")] HttpRequestData request,
        string key,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);

        return request.AnswerAsync(refused.RemoveAsync(key, cancellationToken));
    }
}
