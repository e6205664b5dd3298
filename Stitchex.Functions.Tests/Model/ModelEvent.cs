namespace Stitchex.Functions.Tests.Model;

/// <summary>An event that Stitchex may send, or a redelivery that an operator may want. Deliveries with equal bodies are one event.</summary>
/// <param name="Action">What happened to the record.</param>
/// <param name="Version">The version that the body carries; null for an event without one.</param>
/// <param name="RedeliverTo">The handler that the record is to be redelivered to, or * for all; null for an event that Stitchex sends.</param>
internal sealed record ModelEvent(string Action, DateTimeOffset? Version = null, string? RedeliverTo = null);
