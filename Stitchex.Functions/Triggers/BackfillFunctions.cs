using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Stitchex.Functions.Operations.Backfill;
using Stitchex.Functions.Operations.Jobs;

namespace Stitchex.Functions.Triggers;

/// <summary>Backfills, <c>/api/operations/backfills</c>, and the pause of a job.</summary>
/// <param name="backfills">Starts backfills.</param>
/// <param name="jobs">Pauses and resumes jobs.</param>
public sealed class BackfillFunctions(BackfillOperations backfills, JobOperations jobs)
{
    /// <summary>Starts a job that reads the lists of Stitchex: <c>POST /api/operations/backfills</c>.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Cancelled when the caller hangs up or the host shuts down.</param>
    /// <returns>The response.</returns>
    [Function(nameof(StartBackfill))]
    public Task<HttpResponseData> StartBackfill(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "operations/backfills")] HttpRequestData request,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);

        return request.RespondAsync(token => backfills.StartAsync(request.Body, token, request.Caller()), cancellationToken);
    }

    /// <summary>Has a job wait until it is resumed: <c>POST /api/operations/jobs/{id}/pause</c>.</summary>
    /// <param name="request">The request.</param>
    /// <param name="id">The job's id.</param>
    /// <param name="cancellationToken">Cancelled when the caller hangs up or the host shuts down.</param>
    /// <returns>The response.</returns>
    [Function(nameof(PauseJob))]
    public Task<HttpResponseData> PauseJob(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "operations/jobs/{id}/pause")] HttpRequestData request,
        string id,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);

        return request.RespondAsync(token => jobs.PauseAsync(id, token, request.Caller()), cancellationToken);
    }

    /// <summary>Has a job go on that was paused: <c>DELETE /api/operations/jobs/{id}/pause</c>.</summary>
    /// <param name="request">The request.</param>
    /// <param name="id">The job's id.</param>
    /// <param name="cancellationToken">Cancelled when the caller hangs up or the host shuts down.</param>
    /// <returns>The response.</returns>
    [Function(nameof(ResumeJob))]
    public Task<HttpResponseData> ResumeJob(
        [HttpTrigger(AuthorizationLevel.Function, "delete", Route = "operations/jobs/{id}/pause")] HttpRequestData request,
        string id,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);

        return request.RespondAsync(token => jobs.ResumeAsync(id, token, request.Caller()), cancellationToken);
    }
}
