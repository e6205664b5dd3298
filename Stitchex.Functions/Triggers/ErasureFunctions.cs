using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Stitchex.Functions.Operations.Erasing;

namespace Stitchex.Functions.Triggers;

/// <summary>Erasures of records: <c>/api/operations/erasures</c>.</summary>
/// <param name="erasures">Starts and shows erasures.</param>
public sealed class ErasureFunctions(ErasureOperations erasures)
{
    /// <summary>Starts a job that erases what is stored of records: <c>POST /api/operations/erasures</c>.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Cancelled when the caller hangs up or the host shuts down.</param>
    /// <returns>The response.</returns>
    [Function(nameof(StartErasure))]
    public Task<HttpResponseData> StartErasure(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "operations/erasures")] HttpRequestData request,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);

        return request.RespondAsync(token => erasures.StartAsync(request.Body, token, request.Caller()), cancellationToken);
    }

    /// <summary>Lists who had which record erased: <c>GET /api/operations/erasures</c>.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Cancelled when the caller hangs up or the host shuts down.</param>
    /// <returns>The response.</returns>
    [Function(nameof(ListErasures))]
    public Task<HttpResponseData> ListErasures(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "operations/erasures")] HttpRequestData request,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);

        return request.RespondAsync(token => erasures.ListAsync(request.Query, token), cancellationToken);
    }
}
