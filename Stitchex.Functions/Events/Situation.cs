using Stitchex.Functions.Api;

namespace Stitchex.Functions.Events;

/// <summary>What a decision is made on: a message, the two rows as they were read, and the moment.</summary>
/// <param name="Message">The message that is being processed.</param>
/// <param name="Row">The event's row.</param>
/// <param name="Record">The record's row; one without an ETag where it does not exist yet.</param>
/// <param name="Now">The time, by storage's clock.</param>
/// <param name="Chance">A random number from 0 up to 1, which spreads delays.</param>
internal sealed record Situation(EventMessage Message, EventRow Row, RecordRow Record, DateTimeOffset Now, double Chance)
{
    /// <summary>Gets a value indicating whether this attempt has the record's lease, and with it the right to change the record's row.</summary>
    public bool HoldsLease { get; init; }
}

/// <summary>What settings and operators say about an event.</summary>
/// <param name="IsPaused">Whether processing is paused.</param>
/// <param name="IsIgnored">Whether events of this kind are ignored.</param>
/// <param name="OrganisationId">The organisation that is ours.</param>
internal sealed record Circumstances(bool IsPaused, bool IsIgnored, string OrganisationId);

/// <summary>A change that is to be handed to handlers.</summary>
/// <param name="Record">The record as it was fetched; null for a deletion.</param>
/// <param name="FetchedAt">When the request for it began; null for a deletion that needed none.</param>
/// <param name="Number">Which change of the record it is, counted from 1.</param>
/// <param name="HandlersDone">The handlers that have it already.</param>
/// <param name="Outcome">What becomes of the event when all have it.</param>
internal sealed record Change(FetchedRecord? Record, DateTimeOffset? FetchedAt, int Number, IReadOnlyList<string> HandlersDone, EventOutcome Outcome)
{
    /// <summary>Gets the hash of what is handed on.</summary>
    public string Hash => Record?.Hash ?? RecordRow.DeletedHash;
}

/// <summary>How handing on a change ended.</summary>
/// <param name="HandlersDone">All handlers that have the change now.</param>
/// <param name="Failure">What stopped it; null when nothing did.</param>
internal sealed record HandOnResult(IReadOnlyList<string> HandlersDone, HandOnFailure? Failure);

/// <summary>What stopped a change from being handed on.</summary>
internal abstract record HandOnFailure(string Error)
{
    /// <summary>A handler threw, or took too long.</summary>
    public sealed record Failed(string Error) : HandOnFailure(Error);

    /// <summary>A handler refuses the record for ever.</summary>
    public sealed record Rejected(string Error) : HandOnFailure(Error);

    /// <summary>A handler asks to be called again later.</summary>
    public sealed record Later(string Error, TimeSpan Delay) : HandOnFailure(Error);

    /// <summary>The lease ran out, so another attempt may have begun.</summary>
    public sealed record LeaseLost() : HandOnFailure("The lease ran out before all handlers were done.");

    /// <summary>The host is shutting down.</summary>
    public sealed record Interrupted() : HandOnFailure("The host was shutting down.");
}
