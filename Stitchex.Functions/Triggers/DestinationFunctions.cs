using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Stitchex.Functions.Operations.Destinations;

namespace Stitchex.Functions.Triggers;

/// <summary>Destinations for operators: <c>/api/operations/destinations</c>.</summary>
/// <param name="destinations">Works on destinations.</param>
public sealed class DestinationFunctions(DestinationOperations destinations)
{
    /// <summary>Lists the destinations: <c>GET /api/operations/destinations</c>.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Cancelled when the caller hangs up or the host shuts down.</param>
    /// <returns>The response.</returns>
    [Function(nameof(ListDestinations))]
    public Task<HttpResponseData> ListDestinations(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "operations/destinations")] HttpRequestData request,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);

        return request.RespondAsync(destinations.ListAsync, cancellationToken);
    }

    /// <summary>Sends a destination a test event: <c>POST /api/operations/destinations/{name}/test</c>.</summary>
    /// <param name="request">The request.</param>
    /// <param name="name">The destination's name.</param>
    /// <param name="cancellationToken">Cancelled when the caller hangs up or the host shuts down.</param>
    /// <returns>The response.</returns>
    [Function(nameof(TestDestination))]
    public Task<HttpResponseData> TestDestination(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "operations/destinations/{name}/test")] HttpRequestData request,
        string name,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);

        // What takes its time is the destination, within the time that it is given.
        return request.RespondAsync(token => destinations.TestAsync(name, token), cancellationToken, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Tries a script for a destination: <c>POST /api/operations/destinations/{name}/script</c>.</summary>
    /// <param name="request">The request.</param>
    /// <param name="name">The destination's name.</param>
    /// <param name="cancellationToken">Cancelled when the caller hangs up or the host shuts down.</param>
    /// <returns>The response.</returns>
    [Function(nameof(TryScript))]
    public Task<HttpResponseData> TryScript(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "operations/destinations/{name}/script")] HttpRequestData request,
        string name,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);

        // Its time has bounds of its own: those of an operator for the reading, and those of a script.
        return request.RespondAsync(
            token => destinations.TryScriptAsync(name, request.Body, request.Caller(), token), cancellationToken, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Stops a destination: <c>POST /api/operations/destinations/{name}/stop</c>.</summary>
    /// <param name="request">The request.</param>
    /// <param name="name">The destination's name.</param>
    /// <param name="cancellationToken">Cancelled when the caller hangs up or the host shuts down.</param>
    /// <returns>The response.</returns>
    [Function(nameof(StopDestination))]
    public Task<HttpResponseData> StopDestination(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "operations/destinations/{name}/stop")] HttpRequestData request,
        string name,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);

        return request.RespondAsync(token => destinations.StopAsync(name, request.Body, request.Caller(), token), cancellationToken);
    }

    /// <summary>Resumes a destination: <c>DELETE /api/operations/destinations/{name}/stop</c>.</summary>
    /// <param name="request">The request.</param>
    /// <param name="name">The destination's name.</param>
    /// <param name="cancellationToken">Cancelled when the caller hangs up or the host shuts down.</param>
    /// <returns>The response.</returns>
    [Function(nameof(ResumeDestination))]
    public Task<HttpResponseData> ResumeDestination(
        [HttpTrigger(AuthorizationLevel.Function, "delete", Route = "operations/destinations/{name}/stop")] HttpRequestData request,
        string name,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);

        return request.RespondAsync(token => destinations.ResumeAsync(name, request.Caller(), token), cancellationToken);
    }
}
