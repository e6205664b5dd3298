namespace Stitchex.Functions.Receiving;

/// <summary>One delivery and its answer.</summary>
/// <param name="Response">The answer.</param>
/// <param name="Received">The event; null where the body is none.</param>
/// <param name="Refusal">Why the body is none; null where it is one.</param>
/// <param name="Failure">What storage failed with; null where it did not.</param>
internal readonly record struct Delivery(WebhookResponse Response, StitchexEvent? Received, Refusal? Refusal = null, Exception? Failure = null);
