using Stitchex.Functions.Events;
using Stitchex.Functions.Protocol;

namespace Stitchex.Functions.Operations.Listing;

/// <summary>What a list tells of an event.</summary>
internal record EventSummary
{
    /// <summary>Gets the event's id.</summary>
    public required string Id { get; init; }

    /// <summary>Gets the event's name as Stitchex sent it.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the resource's name.</summary>
    public required string Resource { get; init; }

    /// <summary>Gets the record's id; null where the body carries none.</summary>
    public required string? RecordId { get; init; }

    /// <summary>Gets the numbers that people know the record by.</summary>
    public required IReadOnlyList<RecordNumber> Numbers { get; init; }

    /// <summary>Gets the action's name.</summary>
    public required string Action { get; init; }

    /// <summary>Gets its state.</summary>
    public required EventState State { get; init; }

    /// <summary>Gets what became of it; null when nothing did yet.</summary>
    public required EventOutcome? Outcome { get; init; }

    /// <summary>Gets the version of the record that the event's body carries.</summary>
    public required DateTimeOffset? Version { get; init; }

    /// <summary>Gets when it was first received.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>
    /// Gets how long after the receiver began with its webhook it was stored; null where it was not tried yet, or had no webhook. The
    /// response comes one request to storage later.
    /// </summary>
    public required int? StoredAfterMilliseconds { get; init; }

    /// <summary>
    /// Gets how long after its receipt the attempt ended that completed it; null where none did, or it was opened again.
    /// </summary>
    public required long? DeliveredAfterMilliseconds { get; init; }

    /// <summary>Gets when its last attempt ended; null where none did yet.</summary>
    public required DateTimeOffset? LastAttemptAt { get; init; }

    /// <summary>Gets when it will be tried again.</summary>
    public required DateTimeOffset? NextAttemptAt { get; init; }

    /// <summary>Gets how many attempts began since it was last opened.</summary>
    public required int Attempts { get; init; }

    /// <summary>Gets what went wrong last.</summary>
    public required string? Error { get; init; }

    /// <summary>Gets when a person said that nothing more needs to be done; null where nobody has since it was last opened.</summary>
    public required DateTimeOffset? ResolvedAt { get; init; }

    /// <summary>Gets when a person ended its retries, so that its next message dead-letters it; null where nobody has since it was last opened.</summary>
    public required DateTimeOffset? RetriesEndedAt { get; init; }

    /// <summary>Tells of an event.</summary>
    public static EventSummary From(EventRow row) => new()
    {
        Id = row.Id.ToString(),
        Name = row.Name,
        Resource = row.Resource,
        RecordId = row.RecordId,
        Numbers = [.. RecordNumbers.Parse(row.Numbers)],
        Action = row.Action,
        State = row.State,
        Outcome = OutcomeOf(row),
        Version = row.Version,
        ReceivedAt = row.ReceivedAt,
        StoredAfterMilliseconds = row.StoredAfterMilliseconds,
        DeliveredAfterMilliseconds = (long?)row.DeliveredAfter?.TotalMilliseconds,
        LastAttemptAt = LastAttemptAtOf(row),
        NextAttemptAt = row.NextAttemptAt,
        Attempts = row.Attempt,
        Error = row.Error,
        ResolvedAt = ResolvedAtOf(row),
        RetriesEndedAt = RetriesEndedAtOf(row),
    };

    /// <summary>What became of an event; null when nothing did yet.</summary>
    protected static EventOutcome? OutcomeOf(EventRow row) => row.Outcome == EventOutcome.None ? null : row.Outcome;

    /// <summary>When the last attempt at an event ended; null where none did yet.</summary>
    protected static DateTimeOffset? LastAttemptAtOf(EventRow row) => row.Attempts.Entries is [.., var last] ? last.At : null;

    /// <summary>When an event was resolved; null where it has been opened since.</summary>
    protected static DateTimeOffset? ResolvedAtOf(EventRow row) => row.IsResolved ? row.ResolvedAt : null;

    /// <summary>When a person ended an event's retries; null where it has been opened since.</summary>
    protected static DateTimeOffset? RetriesEndedAtOf(EventRow row) => row.RetriesEndedAt >= row.OpenedAt ? row.RetriesEndedAt : null;
}
