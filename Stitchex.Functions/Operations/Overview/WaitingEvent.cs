namespace Stitchex.Functions.Operations.Overview;

/// <summary>An event that waits.</summary>
/// <param name="EventId">The event.</param>
/// <param name="ReceivedAt">When it was received.</param>
/// <param name="AgeSeconds">How long ago that is.</param>
/// <param name="IsAtLeast">Whether there may be one that waits for longer.</param>
internal sealed record WaitingEvent(string EventId, DateTimeOffset ReceivedAt, long AgeSeconds, bool IsAtLeast);
