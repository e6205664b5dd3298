using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Stitchex.Functions.Operations.Throughput;

namespace Stitchex.Functions.Triggers;

/// <summary>Draws how many events were received in each of the last 24 hours: <c>GET /api/operations/throughput/plot</c>.</summary>
/// <param name="throughput">Does the work.</param>
public sealed class GetThroughputPlot(ThroughputOperations throughput)
{
    /// <summary>Draws the numbers as SVG.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Cancelled when the caller hangs up or the host shuts down.</param>
    /// <returns>The response.</returns>
    [Function(nameof(GetThroughputPlot))]
    public Task<HttpResponseData> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "operations/throughput/plot")] HttpRequestData request,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);

        return request.RespondAsync(throughput.GetPlotAsync(request.Query, cancellationToken));
    }
}
