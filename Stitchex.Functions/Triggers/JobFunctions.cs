using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Stitchex.Functions.Configuration;
using Stitchex.Functions.Operations.Jobs;

namespace Stitchex.Functions.Triggers;

/// <summary>Jobs that work on many events or records: <c>/api/operations/jobs</c>, and the queue of their pages.</summary>
/// <param name="jobs">Starts and ends jobs.</param>
/// <param name="runner">Does the pages of jobs.</param>
public sealed class JobFunctions(JobOperations jobs, JobRunner runner)
{
    /// <summary>Lists the newest jobs: <c>GET /api/operations/jobs</c>.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Cancelled when the caller hangs up or the host shuts down.</param>
    /// <returns>The response.</returns>
    [Function(nameof(ListJobs))]
    public Task<HttpResponseData> ListJobs(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "operations/jobs")] HttpRequestData request,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);

        return request.RespondAsync(jobs.ListAsync, cancellationToken);
    }

    /// <summary>Shows one job: <c>GET /api/operations/jobs/{id}</c>.</summary>
    /// <param name="request">The request.</param>
    /// <param name="id">The job's id.</param>
    /// <param name="cancellationToken">Cancelled when the caller hangs up or the host shuts down.</param>
    /// <returns>The response.</returns>
    [Function(nameof(GetJob))]
    public Task<HttpResponseData> GetJob(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "operations/jobs/{id}")] HttpRequestData request,
        string id,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);

        return request.RespondAsync(token => jobs.GetAsync(id, token), cancellationToken);
    }

    /// <summary>Shows what became of a job's events: <c>GET /api/operations/jobs/{id}/outcome</c>.</summary>
    /// <param name="request">The request.</param>
    /// <param name="id">The job's id.</param>
    /// <param name="cancellationToken">Cancelled when the caller hangs up or the host shuts down.</param>
    /// <returns>The response.</returns>
    [Function(nameof(GetJobOutcome))]
    public Task<HttpResponseData> GetJobOutcome(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "operations/jobs/{id}/outcome")] HttpRequestData request,
        string id,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);

        return request.RespondAsync(token => jobs.GetOutcomeAsync(id, token), cancellationToken);
    }

    /// <summary>Starts a job that replays or resolves many events: <c>POST /api/operations/jobs</c>.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Cancelled when the caller hangs up or the host shuts down.</param>
    /// <returns>The response.</returns>
    [Function(nameof(StartJob))]
    public Task<HttpResponseData> StartJob(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "operations/jobs")] HttpRequestData request,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);

        return request.RespondAsync(token => jobs.StartAsync(request.Body, token, request.Caller()), cancellationToken);
    }

    /// <summary>Ends a job; what was done stays done: <c>DELETE /api/operations/jobs/{id}</c>.</summary>
    /// <param name="request">The request.</param>
    /// <param name="id">The job's id.</param>
    /// <param name="cancellationToken">Cancelled when the caller hangs up or the host shuts down.</param>
    /// <returns>The response.</returns>
    [Function(nameof(CancelJob))]
    public Task<HttpResponseData> CancelJob(
        [HttpTrigger(AuthorizationLevel.Function, "delete", Route = "operations/jobs/{id}")] HttpRequestData request,
        string id,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);

        return request.RespondAsync(token => jobs.CancelAsync(id, token, request.Caller()), cancellationToken);
    }

    /// <summary>Does the pages of jobs, from the queue <c>stitchex-jobs</c>.</summary>
    /// <param name="message">The message's text.</param>
    /// <param name="cancellationToken">Cancelled when the host shuts down.</param>
    /// <returns>A task that ends when the page is done.</returns>
    [Function(nameof(RunJob))]
    public Task RunJob(
        [QueueTrigger(StorageNames.JobsQueue, Connection = StorageNames.Connection)] string message,
        CancellationToken cancellationToken) =>
        runner.RunAsync(message, cancellationToken);
}
