using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;

namespace Stitchex.Local.Hosting.Http;

/// <summary>A response that is sent when the function has returned it.</summary>
internal sealed class LocalHttpResponseData(FunctionContext functionContext) : HttpResponseData(functionContext)
{
    /// <inheritdoc/>
    public override HttpStatusCode StatusCode { get; set; } = HttpStatusCode.OK;

    /// <inheritdoc/>
    public override HttpHeadersCollection Headers { get; set; } = new();

    /// <inheritdoc/>
    public override Stream Body { get; set; } = new MemoryStream();

    /// <summary>Sends the response of a function.</summary>
    public static async Task SendAsync(HttpResponseData response, HttpResponse destination)
    {
        destination.StatusCode = (int)response.StatusCode;

        foreach (var (name, values) in response.Headers)
        {
            // The worker joins the values of a header for the host.
            destination.Headers[name] = string.Join(',', values);
        }

        if (response.Body.CanSeek)
        {
            response.Body.Position = 0;
        }

        using var body = new MemoryStream();
        await response.Body.CopyToAsync(body, destination.HttpContext.RequestAborted);

        if (body.Length > 0)
        {
            await destination.Body.WriteAsync(body.GetBuffer().AsMemory(0, (int)body.Length), destination.HttpContext.RequestAborted);
        }
    }
}
