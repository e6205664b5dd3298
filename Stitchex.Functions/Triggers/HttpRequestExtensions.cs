using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.Extensions.DependencyInjection;
using Stitchex.Functions.Operations.Http;

namespace Stitchex.Functions.Triggers;

/// <summary>Sends the response to an operator.</summary>
internal static class HttpRequestExtensions
{
    /// <summary>Waits for the operator's response and makes the HTTP response of it.</summary>
    /// <param name="request">The request.</param>
    /// <param name="respond">What makes the operator's response.</param>
    /// <param name="cancellationToken">Cancelled when the caller hangs up or the host shuts down.</param>
    /// <param name="limit">How long it may take; an operator's usual time unless given.</param>
    public static async Task<HttpResponseData> RespondAsync(
        this HttpRequestData request,
        Func<CancellationToken, Task<OperatorResponse>> respond,
        CancellationToken cancellationToken,
        TimeSpan? limit = null)
    {
        var time = request.FunctionContext.InstanceServices.GetRequiredService<TimeProvider>();
        var result = await respond.OrUnavailableAsync(time, limit ?? OperatorResponseExtensions.Limit, cancellationToken);
        var response = request.CreateResponse();
        response.StatusCode = result.Status;
        response.Headers.Add("Cache-Control", "no-store");
        response.Headers.Add("X-Content-Type-Options", "nosniff");
        if (result.Location is { } location)
        {
            response.Headers.Add("Location", location);
        }

        if (result.ContentType is { } contentType)
        {
            response.Headers.Add("Content-Type", contentType);
            await response.Body.WriteAsync(result.Body, CancellationToken.None);
        }

        return response;
    }
}
