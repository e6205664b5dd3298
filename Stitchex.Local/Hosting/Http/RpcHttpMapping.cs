using System.Globalization;
using System.Text;
using Google.Protobuf;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Routing;
using Stitchex.Local.Hosting.Worker.Rpc;

namespace Stitchex.Local.Hosting.Http;

/// <summary>Passes requests on to the worker, and its responses back, as the real host does.</summary>
internal static class RpcHttpMapping
{
    /// <summary>Reads a request.</summary>
    public static async Task<RpcHttp> ReadAsync(HttpRequest request, RouteValueDictionary routeValues)
    {
        var http = new RpcHttp { Method = request.Method, Url = request.GetEncodedUrl() };
        foreach (var (name, values) in request.Headers)
        {
            http.NullableHeaders[name.ToLowerInvariant()] = new() { Value = values.ToString() };
        }

        foreach (var (name, values) in request.Query)
        {
            http.NullableQuery[name] = new() { Value = values.ToString() };
        }

        foreach (var (name, value) in routeValues)
        {
            http.NullableParams[name] = new() { Value = $"{value}" };
        }

        // A request without Content-Length, as one in chunks is, arrives without its body: the real host does not pass that on to
        // isolated workers (azure-functions-host issue 7930).
        if (request.ContentLength is > 0)
        {
            http.Body = new() { Bytes = await ByteString.FromStreamAsync(request.Body, request.HttpContext.RequestAborted) };
        }

        return http;
    }

    /// <summary>Sends what a function returned.</summary>
    public static async Task WriteAsync(RpcHttp http, HttpResponse response)
    {
        response.StatusCode = int.Parse(http.StatusCode, CultureInfo.InvariantCulture);
        foreach (var (name, value) in http.Headers)
        {
            response.Headers[name] = value;
        }

        var body = http.Body?.DataCase switch
        {
            TypedData.DataOneofCase.Bytes => http.Body.Bytes.Memory,
            TypedData.DataOneofCase.Stream => http.Body.Stream.Memory,
            TypedData.DataOneofCase.String => Encoding.UTF8.GetBytes(http.Body.String),
            TypedData.DataOneofCase.Json => Encoding.UTF8.GetBytes(http.Body.Json),
            _ => ReadOnlyMemory<byte>.Empty,
        };
        if (!body.IsEmpty)
        {
            await response.Body.WriteAsync(body, response.HttpContext.RequestAborted);
        }
    }
}
