using Stitchex.Functions.Events;
using Stitchex.Local.Simulator.Webhooks;

namespace Stitchex.Local.Load;

/// <summary>One request that told of an event, which the hash of its body names; of a response that did not come, how long it was waited for.</summary>
internal sealed record LoadDelivery(string Hash, DateTimeOffset BegunAt, TimeSpan Waited, TimeSpan Took, bool IsAcknowledged)
{
    /// <summary>Gets when it was over.</summary>
    public DateTimeOffset EndedAt => BegunAt + Took;

    /// <summary>Makes it of an attempt, without the body: there are very many of them.</summary>
    public static LoadDelivery From(WebhookAttempt attempt) =>
        new(KeyPart.Hash(attempt.Webhook.Body.Span), attempt.BegunAt, attempt.Waited, attempt.Took, attempt.Response.IsSuccess);
}
