using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;

namespace Stitchex.Local.Hosting.Http;

/// <summary>A request as the worker shows it to a function: all of it, after it has arrived.</summary>
internal sealed class LocalHttpRequestData : HttpRequestData
{
    private LocalHttpRequestData(FunctionContext functionContext, HttpRequest request, Stream body)
        : base(functionContext)
    {
        Body = body;
        Method = request.Method;
        Url = new(UriHelper.BuildAbsolute(request.Scheme, request.Host, request.PathBase, request.Path, request.QueryString));

        // The worker gets each header once, its values joined and its name in small letters.
        Headers = new(request.Headers.Select(header => KeyValuePair.Create(header.Key.ToLowerInvariant(), header.Value.ToString())));
    }

    /// <inheritdoc/>
    public override Stream Body { get; }

    /// <inheritdoc/>
    public override HttpHeadersCollection Headers { get; }

    /// <inheritdoc/>
    public override Uri Url { get; }

    /// <inheritdoc/>
    public override string Method { get; }

    /// <summary>Reads a request.</summary>
    public static async ValueTask<object> ReadAsync(FunctionContext functionContext, HttpRequest request)
    {
        // A request without Content-Length, as one in chunks is, arrives without its body: the real host does not pass that on to
        // isolated workers (azure-functions-host issue 7930).
        if (request.ContentLength is null or 0)
        {
            return new LocalHttpRequestData(functionContext, request, Stream.Null);
        }

        var body = new MemoryStream();
        await request.Body.CopyToAsync(body, request.HttpContext.RequestAborted);
        body.Position = 0;
        return new LocalHttpRequestData(functionContext, request, body);
    }

    /// <inheritdoc/>
    public override HttpResponseData CreateResponse() => new LocalHttpResponseData(FunctionContext);
}
