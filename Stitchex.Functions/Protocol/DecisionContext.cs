namespace Stitchex.Functions.Protocol;

/// <summary>What a decision is made on: a message, the two rows as they were read, and the moment.</summary>
/// <param name="Message">The message that is being processed.</param>
/// <param name="Row">The event's row.</param>
/// <param name="Record">The record's row; one without an ETag where it does not exist yet.</param>
/// <param name="Now">The time, by storage's clock.</param>
/// <param name="Jitter">A random number from 0 up to 1, which spreads delays.</param>
internal sealed record DecisionContext(EventMessage Message, EventRow Row, RecordRow Record, DateTimeOffset Now, double Jitter)
{
    /// <summary>Gets when the attempt began that this process has just ended itself, and could not write down, for the row had changed; null when there is none.</summary>
    public DateTimeOffset? EndedAttempt { get; init; }

    /// <summary>Gets the names of the handlers that want the record.</summary>
    public IReadOnlyList<string> Handlers { get; init; } = [];

    /// <summary>Gets a value indicating whether this attempt has the record's lease, and with it the right to change the record's row.</summary>
    public bool HoldsLease { get; init; }
}
