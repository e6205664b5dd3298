namespace Stitchex.Functions.Operations.Overview;

/// <summary>Events that wait for the same reason.</summary>
/// <param name="Reason">The reason, as the event that was received last tells it; numbers and times in it may differ.</param>
/// <param name="Count">How many events.</param>
/// <param name="HasErrors">Whether the list of events that retry, with this error, has all of them.</param>
/// <param name="EventId">The event that was received last.</param>
internal sealed record WaitingReason(string Reason, int Count, bool HasErrors, string EventId);
