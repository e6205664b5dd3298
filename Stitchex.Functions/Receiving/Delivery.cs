using Stitchex.Functions.Events;

namespace Stitchex.Functions.Receiving;

/// <summary>One delivery and its response.</summary>
/// <param name="Response">The response.</param>
/// <param name="Received">The event; null where the body is none.</param>
/// <param name="Rejection">Why the body is none; null where it is one.</param>
/// <param name="Failure">What storage failed with; null where it did not.</param>
internal readonly record struct Delivery(WebhookResponse Response, StitchexEvent? Received, Rejection? Rejection = null, Exception? Failure = null);
