namespace Stitchex.Functions.Records;

/// <summary>One change of one record.</summary>
public sealed record RecordChange
{
    /// <summary>
    /// Gets what names this change, and no other: <c>&lt;resource&gt;.&lt;id&gt;@&lt;number&gt;-&lt;hash&gt;</c>, or <c>…-deleted</c>. Use it as idempotency key.
    /// What an operator has redelivered comes under an id of its own.
    /// </summary>
    public required string ChangeId { get; init; }

    /// <summary>Gets the resource, in lower case: <c>pick_ticket</c>.</summary>
    public required string Resource { get; init; }

    /// <summary>Gets the record's id as text. Stitchex's ids are integers, as far as is known.</summary>
    public required string RecordId { get; init; }

    /// <summary>
    /// Gets the action of the event that led here, in lower case; <c>redeliver</c> where an operator had the record redelivered. Stitchex sends
    /// an update for some new records, so treat all that are no deletion alike.
    /// </summary>
    public required string Action { get; init; }

    /// <summary>Gets a value indicating whether no change of the record has reached all handlers yet.</summary>
    internal bool IsFirst { get; init; }

    /// <summary>Gets a value indicating whether the record was deleted; <see cref="Record"/> is empty then.</summary>
    public bool IsDeleted { get; init; }

    /// <summary>Gets the record as the API returned it, UTF-8 JSON, byte for byte.</summary>
    public ReadOnlyMemory<byte> Record { get; init; }

    /// <summary>
    /// Gets the record as the webhook carried it, UTF-8 JSON; empty where it carried none, or its body was too large to keep. It may be older or newer than <see cref="Record"/>, and may hold only an id.
    /// </summary>
    public ReadOnlyMemory<byte> Snapshot { get; init; }

    /// <summary>Gets the record's <c>updated_at</c>; null where it has none, and for a deletion.</summary>
    public DateTimeOffset? Version { get; init; }

    /// <summary>Gets a number that grows with each attempt at this record. Refuse, in your own store, what comes with a lower one than you have seen: it is a late write of an attempt that stalled.</summary>
    public required long FencingToken { get; init; }

    /// <summary>
    /// Gets what tells one series of <see cref="FencingToken"/> from another. It starts again, under another epoch, when the app's table
    /// was lost or a record erased: compare tokens of the same epoch only.
    /// </summary>
    public string FencingEpoch { get; init; } = "";

    /// <summary>Gets the id of the event that led here, for tracing. Several events may lead to one change, and one to none.</summary>
    public required string EventId { get; init; }

    /// <inheritdoc/>
    /// <remarks>Without contents: they may be personal data, and this may end in a log.</remarks>
    public override string ToString() => $"{ChangeId} (fencing token {FencingToken})";
}
