namespace Stitchex.Local.Simulator.Webhooks;

/// <summary>One request that is over.</summary>
/// <param name="Webhook">The event that it told of.</param>
/// <param name="BegunAt">When it was sent.</param>
/// <param name="Waited">How long it waited for a connection before.</param>
/// <param name="Took">How long its response took.</param>
/// <param name="Response">The response, or why there is none.</param>
internal sealed record WebhookAttempt(WebhookEvent Webhook, DateTimeOffset BegunAt, TimeSpan Waited, TimeSpan Took, WebhookResult Response);
