using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Stitchex.Functions.Operations.Overview;
using Stitchex.Functions.Operations.Status;
using Stitchex.Functions.Operations.Throughput;

namespace Stitchex.Functions.Triggers;

/// <summary>What is wrong, and how much there was, for operators.</summary>
/// <param name="overview">Tells what is wrong.</param>
/// <param name="status">Tells what cannot work.</param>
/// <param name="throughput">Counts events.</param>
public sealed class OverviewFunctions(OverviewOperations overview, StatusOperations status, ThroughputOperations throughput)
{
    /// <summary>Tells which deployment this is, and what cannot work there now: <c>GET /api/operations/status</c>.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Cancelled when the caller hangs up or the host shuts down.</param>
    /// <returns>The response.</returns>
    [Function(nameof(GetStatus))]
    public Task<HttpResponseData> GetStatus(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "operations/status")] HttpRequestData request,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);

        return request.RespondAsync(status.GetAsync, cancellationToken);
    }

    /// <summary>Tells what is wrong now: <c>GET /api/operations/overview</c>.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Cancelled when the caller hangs up or the host shuts down.</param>
    /// <returns>The response.</returns>
    [Function(nameof(GetOverview))]
    public Task<HttpResponseData> GetOverview(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "operations/overview")] HttpRequestData request,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);

        return request.RespondAsync(overview.GetAsync, cancellationToken);
    }

    /// <summary>Tells how many events were received in each of the last 24 hours: <c>GET /api/operations/throughput</c>.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Cancelled when the caller hangs up or the host shuts down.</param>
    /// <returns>The response.</returns>
    [Function(nameof(GetThroughput))]
    public Task<HttpResponseData> GetThroughput(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "operations/throughput")] HttpRequestData request,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);

        return request.RespondAsync(throughput.GetAsync, cancellationToken);
    }

    /// <summary>Tells what became of the events of the last 24 hours: <c>GET /api/operations/outcomes</c>.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Cancelled when the caller hangs up or the host shuts down.</param>
    /// <returns>The response.</returns>
    [Function(nameof(GetOutcomes))]
    public Task<HttpResponseData> GetOutcomes(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "operations/outcomes")] HttpRequestData request,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);

        return request.RespondAsync(throughput.GetOutcomesAsync, cancellationToken);
    }

    /// <summary>Draws how many events were received in each of the last 24 hours: <c>GET /api/operations/throughput/plot</c>.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Cancelled when the caller hangs up or the host shuts down.</param>
    /// <returns>The response.</returns>
    [Function(nameof(GetThroughputPlot))]
    public Task<HttpResponseData> GetThroughputPlot(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "operations/throughput/plot")] HttpRequestData request,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);

        return request.RespondAsync(token => throughput.GetPlotAsync(request.Query, token), cancellationToken);
    }
}
