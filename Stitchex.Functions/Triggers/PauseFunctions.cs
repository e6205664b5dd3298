using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Stitchex.Functions.Operations.Pausing;

namespace Stitchex.Functions.Triggers;

/// <summary>The pause of processing, for operators: <c>/api/operations/pause</c>.</summary>
/// <param name="pause">Pauses and resumes.</param>
public sealed class PauseFunctions(PauseOperations pause)
{
    /// <summary>Tells whether processing is paused: <c>GET /api/operations/pause</c>.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Cancelled when the caller hangs up or the host shuts down.</param>
    /// <returns>The response.</returns>
    [Function(nameof(GetPause))]
    public Task<HttpResponseData> GetPause(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "operations/pause")] HttpRequestData request,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);

        return request.RespondAsync(pause.GetAsync, cancellationToken);
    }

    /// <summary>Pauses processing: <c>POST /api/operations/pause</c>.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Cancelled when the caller hangs up or the host shuts down.</param>
    /// <returns>The response.</returns>
    [Function(nameof(PauseProcessing))]
    public Task<HttpResponseData> PauseProcessing(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "operations/pause")] HttpRequestData request,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);

        return request.RespondAsync(token => pause.PauseAsync(request.Body, request.Caller(), token), cancellationToken);
    }

    /// <summary>Resumes processing: <c>DELETE /api/operations/pause</c>.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Cancelled when the caller hangs up or the host shuts down.</param>
    /// <returns>The response.</returns>
    [Function(nameof(ResumeProcessing))]
    public Task<HttpResponseData> ResumeProcessing(
        [HttpTrigger(AuthorizationLevel.Function, "delete", Route = "operations/pause")] HttpRequestData request,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);

        return request.RespondAsync(token => pause.ResumeAsync(request.Caller(), token), cancellationToken);
    }
}
