namespace Stitchex.Functions.Tests.Model;

/// <summary>
/// An event that Stitchex may send, a redelivery that an operator may want, or what a list may show. Deliveries with
/// equal bodies are one event.
/// </summary>
/// <param name="Action">What happened to the record.</param>
/// <param name="Version">The version that the body carries; null for an event without one.</param>
/// <param name="RedeliverTo">The handler that the record is to be redelivered to, or * for all; null for an event that Stitchex sends.</param>
/// <param name="Listed">The hash of the content that a list shows, for a backfill.</param>
internal sealed record ModelEvent(string Action, DateTimeOffset? Version = null, string? RedeliverTo = null, string? Listed = null);
