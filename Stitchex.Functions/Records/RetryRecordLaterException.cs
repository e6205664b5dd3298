namespace Stitchex.Functions.Records;

/// <summary>A handler is not ready for this change. It comes again after a delay, without counting as a fault.</summary>
/// <param name="delay">How long to wait: from a second to seven days, which is as long as a queue hides a message.</param>
/// <param name="reason">Why, for the person who is on call. It is stored and shown: put nothing secret into it.</param>
public sealed class RetryRecordLaterException(TimeSpan delay, string reason) : Exception(reason)
{
    /// <summary>Gets how long to wait.</summary>
    public TimeSpan Delay { get; } = delay;
}
