using System.Net;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;

namespace Stitchex.Functions.Benchmarks.NaiveApp;

/// <summary>A function that does nothing: what the host and the connection cost by themselves.</summary>
public sealed class EmptyWebhook
{
    /// <summary>Responses.</summary>
    /// <param name="request">The request.</param>
    /// <returns>The response.</returns>
    [Function(nameof(EmptyWebhook))]
    public HttpResponseData Run([HttpTrigger(AuthorizationLevel.Function, "post", Route = "webhooks/empty")] HttpRequestData request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request.CreateResponse(HttpStatusCode.Accepted);
    }
}
