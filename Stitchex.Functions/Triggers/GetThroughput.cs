using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Stitchex.Functions.Operations.Throughput;

namespace Stitchex.Functions.Triggers;

/// <summary>Tells how many events were received in each of the last 24 hours: <c>GET /api/operations/throughput</c>.</summary>
/// <param name="throughput">Does the work.</param>
public sealed class GetThroughput(ThroughputOperations throughput)
{
    /// <summary>Tells the numbers.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Cancelled when the caller hangs up or the host shuts down.</param>
    /// <returns>The response.</returns>
    [Function(nameof(GetThroughput))]
    public Task<HttpResponseData> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "operations/throughput")] HttpRequestData request,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);

        return request.RespondAsync(throughput.GetAsync(cancellationToken));
    }
}
