using System.Globalization;
using Microsoft.Azure.Functions.Worker.Http;
using Stitchex.Functions.Operations.Http;

namespace Stitchex.Functions.Triggers;

/// <summary>Sends the response to an operator.</summary>
internal static class HttpRequestExtensions
{
    /// <summary>Waits for the operator's response and makes the HTTP response of it.</summary>
    public static async Task<HttpResponseData> RespondAsync(this HttpRequestData request, Task<OperatorResponse> responding)
    {
        var result = await responding.OrUnavailableAsync();
        var response = request.CreateResponse();
        response.StatusCode = result.Status;
        response.Headers.Add("Cache-Control", "no-store");
        response.Headers.Add("X-Content-Type-Options", "nosniff");
        if (result.Location is { } location)
        {
            response.Headers.Add("Location", location);
        }

        if (result.ModifiedAt is { } modifiedAt)
        {
            response.Headers.Add("Last-Modified", modifiedAt.ToString("R", CultureInfo.InvariantCulture));
        }

        if (result.ContentType is { } contentType)
        {
            response.Headers.Add("Content-Type", contentType);
            await response.Body.WriteAsync(result.Body, CancellationToken.None);
        }

        return response;
    }
}
