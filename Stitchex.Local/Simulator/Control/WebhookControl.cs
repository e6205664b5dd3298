using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Stitchex.Local.Simulator.Webhooks;

namespace Stitchex.Local.Simulator.Control;

/// <summary>Changes how webhooks are sent, and sends anything.</summary>
internal static class WebhookControl
{
    public static void MapWebhookControl(this IEndpointRouteBuilder control)
    {
        control.MapPost("/webhooks", PostAsync);
        control.MapPost("/webhooks/raw", SendRawAsync);
        control.MapPost("/webhooks/hold", Hold);
        control.MapPost("/webhooks/release", Release);
    }

    private static async Task<NoContent> PostAsync(
        HttpRequest request,
        WebhookSender webhooks,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        var settings = await ControlBody.ReadAsync(request, ControlJson.Default.WebhookSettings, cancellationToken);
        webhooks.Options = settings.ApplyTo(webhooks.Options, time.GetUtcNow());
        return TypedResults.NoContent();
    }

    private static async Task<JsonHttpResult<RawResponse>> SendRawAsync(
        HttpRequest request,
        WebhookSender webhooks,
        CancellationToken cancellationToken)
    {
        var body = await ControlBody.ReadBytesAsync(request, cancellationToken);
        using var response = await webhooks.SendRawAsync(body, request.ContentType ?? "application/json", cancellationToken);
        var result = new RawResponse((int)response.StatusCode, await response.Content.ReadAsStringAsync(cancellationToken));
        return TypedResults.Json(result, ControlJson.Default.RawResponse);
    }

    private static NoContent Hold(WebhookSender webhooks)
    {
        webhooks.Hold();
        return TypedResults.NoContent();
    }

    private static NoContent Release(WebhookSender webhooks)
    {
        webhooks.Release();
        return TypedResults.NoContent();
    }
}
