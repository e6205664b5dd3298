using Stitchex.Functions.Events;
using Stitchex.Local.Simulator.Webhooks;

namespace Stitchex.Local.Load;

/// <summary>One request that told of an event.</summary>
/// <param name="Hash">The hash of its body, which names the event.</param>
/// <param name="BegunAt">When it was sent.</param>
/// <param name="Waited">How long it waited for a connection before.</param>
/// <param name="Took">How long its response took; of one that did not come, how long it was waited for.</param>
/// <param name="IsAcknowledged">Whether the response was that the event is kept.</param>
internal sealed record LoadDelivery(string Hash, DateTimeOffset BegunAt, TimeSpan Waited, TimeSpan Took, bool IsAcknowledged)
{
    /// <summary>Gets when it was over.</summary>
    public DateTimeOffset EndedAt => BegunAt + Took;

    /// <summary>Makes it of an attempt, without the body: there are very many of them.</summary>
    public static LoadDelivery From(WebhookAttempt attempt) =>
        new(KeyPart.Hash(attempt.Webhook.Body.Span), attempt.BegunAt, attempt.Waited, attempt.Took, attempt.Response.IsSuccess);
}
