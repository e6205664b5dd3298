using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Stitchex.Functions.Operations.Reconcile;

namespace Stitchex.Functions.Triggers;

/// <summary>Comparisons of Stitchex with what was delivered: <c>/api/operations/reconciliations</c>.</summary>
/// <param name="reconciliations">Compares.</param>
public sealed class ReconcileFunctions(ReconcileOperations reconciliations)
{
    /// <summary>Starts a job that compares lists with what was delivered: <c>POST /api/operations/reconciliations</c>.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Cancelled when the caller hangs up or the host shuts down.</param>
    /// <returns>The response.</returns>
    [Function(nameof(StartReconciliation))]
    public Task<HttpResponseData> StartReconciliation(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "operations/reconciliations")] HttpRequestData request,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);

        return request.RespondAsync(token => reconciliations.StartAsync(request.Body, token, request.Caller()), cancellationToken);
    }

    /// <summary>Lists what such a job found: <c>GET /api/operations/jobs/{id}/findings</c>.</summary>
    /// <param name="request">The request.</param>
    /// <param name="id">The job's id.</param>
    /// <param name="cancellationToken">Cancelled when the caller hangs up or the host shuts down.</param>
    /// <returns>The response.</returns>
    [Function(nameof(ListFindings))]
    public Task<HttpResponseData> ListFindings(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "operations/jobs/{id}/findings")] HttpRequestData request,
        string id,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);

        return request.RespondAsync(token => reconciliations.ListFindingsAsync(id, request.Query, token), cancellationToken);
    }

    /// <summary>Has delivered what such a job found: <c>POST /api/operations/jobs/{id}/deliver</c>.</summary>
    /// <param name="request">The request.</param>
    /// <param name="id">The job's id.</param>
    /// <param name="cancellationToken">Cancelled when the caller hangs up or the host shuts down.</param>
    /// <returns>The response.</returns>
    [Function(nameof(DeliverFindings))]
    public Task<HttpResponseData> DeliverFindings(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "operations/jobs/{id}/deliver")] HttpRequestData request,
        string id,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);

        return request.RespondAsync(token => reconciliations.DeliverAsync(id, request.Body, token, request.Caller()), cancellationToken);
    }
}
