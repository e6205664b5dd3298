namespace Stitchex.Functions.Records;

/// <summary>A handler can never take this record. The event ends <c>DeadLettered</c> / <c>Rejected</c> and waits for a person.</summary>
/// <param name="reason">Why, for the person who is on call. It is stored and shown: put nothing secret into it.</param>
public sealed class RejectRecordException(string reason) : Exception(reason);
