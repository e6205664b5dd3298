using System.Globalization;
using System.Security.Claims;
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
    private const string KeyScheme = "WebJobsAuthLevel";
    private const string KeyName = "http://schemas.microsoft.com/2017/07/functions/claims/keyid";

    /// <summary>Reads a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="routeValues">What its route holds.</param>
    /// <param name="key">The name of the key that it presents; null where it presents none.</param>
    public static async Task<RpcHttp> ReadAsync(HttpRequest request, RouteValueDictionary routeValues, string? key)
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

        if (key is not null)
        {
            http.Identities.Add(new RpcClaimsIdentity
            {
                AuthenticationType = new() { Value = KeyScheme },
                NameClaimType = new() { Value = ClaimTypes.Name },
                RoleClaimType = new() { Value = ClaimTypes.Role },
                Claims = { new RpcClaim { Type = KeyName, Value = key } },
            });
        }

        // A request without Content-Length, as one in chunks is, arrives without its body: the real host does not pass that on to
        // isolated workers (azure-functions-host issue 7930).
        if (request.ContentLength is > 0)
        {
            http.Body = new() { Bytes = await ByteString.FromStreamAsync(request.Body, request.HttpContext.RequestAborted) };
        }

        return http;
    }

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
