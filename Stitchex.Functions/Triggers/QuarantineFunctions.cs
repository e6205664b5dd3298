using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Stitchex.Functions.Operations.Quarantine;

namespace Stitchex.Functions.Triggers;

/// <summary>What was quarantined, for operators: <c>/api/operations/quarantine</c>.</summary>
/// <param name="quarantined">Works on what was quarantined.</param>
public sealed class QuarantineFunctions(QuarantineOperations quarantined)
{
    /// <summary>Lists quarantined items: <c>GET /api/operations/quarantine</c>.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Cancelled when the caller hangs up or the host shuts down.</param>
    /// <returns>The response.</returns>
    [Function(nameof(ListQuarantined))]
    public Task<HttpResponseData> ListQuarantined(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "operations/quarantine")] HttpRequestData request,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);

        return request.RespondAsync(token => quarantined.ListAsync(request.Query, token), cancellationToken);
    }

    /// <summary>Shows a quarantined item: <c>GET /api/operations/quarantine/{key}</c>.</summary>
    /// <param name="request">The request.</param>
    /// <param name="key">The key of what was quarantined.</param>
    /// <param name="cancellationToken">Cancelled when the caller hangs up or the host shuts down.</param>
    /// <returns>The response.</returns>
    [Function(nameof(GetQuarantined))]
    public Task<HttpResponseData> GetQuarantined(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "operations/quarantine/{key}")] HttpRequestData request,
        string key,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);

        return request.RespondAsync(token => quarantined.GetAsync(key, token), cancellationToken);
    }

    /// <summary>Replays a message, or a body that is an event as the app reads it today: <c>POST /api/operations/quarantine/{key}/replay</c>.</summary>
    /// <param name="request">The request.</param>
    /// <param name="key">The key of what was quarantined.</param>
    /// <param name="cancellationToken">Cancelled when the caller hangs up or the host shuts down.</param>
    /// <returns>The response.</returns>
    [Function(nameof(ReplayQuarantined))]
    public Task<HttpResponseData> ReplayQuarantined(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "operations/quarantine/{key}/replay")] HttpRequestData request,
        string key,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);

        return request.RespondAsync(token => quarantined.ReplayAsync(key, token, request.Caller()), cancellationToken);
    }

    /// <summary>Removes a quarantined item, once a person has seen it: <c>DELETE /api/operations/quarantine/{key}</c>.</summary>
    /// <param name="request">The request.</param>
    /// <param name="key">The key of what was quarantined.</param>
    /// <param name="cancellationToken">Cancelled when the caller hangs up or the host shuts down.</param>
    /// <returns>The response.</returns>
    [Function(nameof(RemoveQuarantined))]
    public Task<HttpResponseData> RemoveQuarantined(
        [HttpTrigger(AuthorizationLevel.Function, "delete", Route = "operations/quarantine/{key}")] HttpRequestData request,
        string key,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);

        return request.RespondAsync(token => quarantined.RemoveAsync(key, token, request.Caller()), cancellationToken);
    }
}
