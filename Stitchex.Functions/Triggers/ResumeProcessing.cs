using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Stitchex.Functions.Operations.Pausing;

namespace Stitchex.Functions.Triggers;

/// <summary>Resumes processing: <c>DELETE /api/operations/pause</c>.</summary>
/// <param name="pause">Does the work.</param>
public sealed class ResumeProcessing(PauseOperations pause)
{
    /// <summary>Lets it go on.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Cancelled when the caller hangs up or the host shuts down.</param>
    /// <returns>The response.</returns>
    [Function(nameof(ResumeProcessing))]
    public Task<HttpResponseData> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "delete", Route = "operations/pause")] HttpRequestData request,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);

        return request.RespondAsync(pause.ResumeAsync(cancellationToken));
    }
}
