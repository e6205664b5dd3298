using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Stitchex.Functions.Operations.Refused;

namespace Stitchex.Functions.Functions;

/// <summary>Has a message tried again that could not be read: <c>POST /api/operations/refused/{key}/replay</c>.</summary>
/// <param name="refused">Does the work.</param>
public sealed class ReplayRefused(RefusedOperations refused)
{
    /// <summary>Replays one message.</summary>
    /// <param name="request">The request.</param>
    /// <param name="key">The key of what was refused.</param>
    /// <param name="cancellationToken">Cancelled when the caller hangs up or the host shuts down.</param>
    /// <returns>The answer.</returns>
    [Function(nameof(ReplayRefused))]
    public Task<HttpResponseData> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "operations/refused/{key}/replay")] HttpRequestData request,
        string key,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);

        return request.AnswerAsync(refused.ReplayAsync(key, cancellationToken));
    }
}
