using System.Net;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;

namespace Stitchex.Functions.Tests.Hosting.Samples;

public sealed class HttpFunctions(Probe probe)
{
    [Function("Echo")]
    public static async Task<HttpResponseData> EchoAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", "put")] HttpRequestData request,
        CancellationToken cancellationToken)
    {
        var response = request.CreateResponse(HttpStatusCode.Accepted);
        response.Headers.Add("X-Url", request.Url.AbsoluteUri);
        response.Headers.Add("X-Method", request.Method);
        response.Headers.Add("X-Name", request.Query["name"]);
        response.Headers.Add("X-Sent", request.Headers.TryGetValues("x-many", out var values) ? values : ["none"]);
        await request.Body.CopyToAsync(response.Body, cancellationToken);
        return response;
    }

    [Function("Item")]
    public HttpResponseData GetItem(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "items/{kind:alpha}/{id?}")] HttpRequestData request,
        string kind,
        string? id)
    {
        probe.Calls.Enqueue($"{kind}/{id ?? "none"}");
        return request.CreateResponse(HttpStatusCode.NoContent);
    }

    [Function("Locked")]
    public static HttpResponseData Locked([HttpTrigger(AuthorizationLevel.Function, "get", "post")] HttpRequestData request) =>
        request.CreateResponse(HttpStatusCode.OK);

    [Function("AlsoLocked")]
    public static HttpResponseData AlsoLocked([HttpTrigger(AuthorizationLevel.Function, "get")] HttpRequestData request) =>
        request.CreateResponse(HttpStatusCode.OK);

    [Function("AdminOnly")]
    public static HttpResponseData AdminOnly([HttpTrigger(AuthorizationLevel.Admin, "get", Route = "operators")] HttpRequestData request) =>
        request.CreateResponse(HttpStatusCode.OK);

    [Function("Nothing")]
    public void Nothing([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequestData request) =>
        probe.Calls.Enqueue(request.Method);

    [Function("Work")]
    public async ValueTask<HttpResponseData> WorkAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post")] HttpRequestData request,
        FunctionContext context)
    {
        await probe.CallAsync(context.InvocationId, context.CancellationToken);
        return request.CreateResponse(HttpStatusCode.OK);
    }
}
