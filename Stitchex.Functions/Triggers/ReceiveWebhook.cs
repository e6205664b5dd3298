using System.Globalization;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Stitchex.Functions.Receiving;

namespace Stitchex.Functions.Triggers;

/// <summary>Takes webhooks in: the function that Stitchex is pointed at, <c>POST /api/webhooks/stitchex?code=…</c>, with a key of its own.</summary>
/// <param name="receiver">Does the work.</param>
public sealed class ReceiveWebhook(WebhookReceiver receiver)
{
    /// <summary>Takes one delivery in.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Cancelled when the sender hangs up or the host shuts down.</param>
    /// <returns>The response.</returns>
    [Function(nameof(ReceiveWebhook))]
    public async Task<HttpResponseData> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "webhooks/stitchex")] HttpRequestData request,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);

        var result = await receiver.ReceiveAsync(request.Body, cancellationToken);
        var response = request.CreateResponse();
        response.StatusCode = result.Status;
        response.Headers.Add("Content-Type", result.ContentType);
        if (result.RetryAfter is { } delay)
        {
            response.Headers.Add("Retry-After", delay.TotalSeconds.ToString("0", CultureInfo.InvariantCulture));
        }

        await response.Body.WriteAsync(result.Body, CancellationToken.None);
        return response;
    }
}
