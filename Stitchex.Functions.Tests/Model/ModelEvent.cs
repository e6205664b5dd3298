namespace Stitchex.Functions.Tests.Model;

/// <summary>An event that Stitchex may send. Deliveries with equal bodies are one event.</summary>
/// <param name="Action">What happened to the record.</param>
/// <param name="Version">The version that the body carries; null for an event without one.</param>
internal sealed record ModelEvent(string Action, DateTimeOffset? Version = null);
