using Azure;
using Stitchex.Functions.Events;

namespace Stitchex.Functions.Protocol;

/// <summary>What was delivered last of one record, and who works on it: the row <c>record</c> in its partition. It is never purged.</summary>
internal sealed record RecordRow
{
    /// <summary>The row's key.</summary>
    public const string RowKey = "record";

    /// <summary>Stands as the hash of a record that was deleted.</summary>
    public const string DeletedHash = "deleted";

    /// <summary>Stands as the hash of what some handlers had when the record was erased. No content has it.</summary>
    public const string ErasedHash = "erased";

    /// <summary>Gets the version that every handler has.</summary>
    public DateTimeOffset? Version { get; init; }

    /// <summary>Gets the hash of the content that every handler has; null when nothing was delivered yet.</summary>
    public string? Hash { get; init; }

    /// <summary>Gets the number of the last change that every handler has, or that another one took the place of.</summary>
    public int ChangeCount { get; init; }

    /// <summary>Gets a value indicating whether what was delivered last was the record's deletion.</summary>
    public bool IsTombstone { get; init; }

    /// <summary>Gets when the deletion was delivered, or was about to be; null when nothing of that kind stands.</summary>
    public DateTimeOffset? DeletedAt { get; init; }

    /// <summary>
    /// Gets when the request began that showed what was delivered last; null after a deletion that was delivered without one.
    /// </summary>
    public DateTimeOffset? FetchedAt { get; init; }

    /// <summary>Gets the version that some handlers have, or are about to get, and others not yet.</summary>
    public DateTimeOffset? PendingVersion { get; init; }

    /// <summary>Gets the hash of the content that some handlers have, or are about to get, and others not yet.</summary>
    public string? PendingHash { get; init; }

    /// <summary>Gets the handlers that have the pending content, separated by spaces.</summary>
    public string? CompletedHandlers { get; init; }

    /// <summary>
    /// Gets the numbers that lead to the record in the index, in the order in which they came: see <see cref="RecordNumbers"/>. They decide
    /// nothing.
    /// </summary>
    public string? Numbers { get; init; }

    /// <summary>Gets the number of the lease. It only grows, so a handler's own store can reject what a stalled attempt writes late.</summary>
    public long FencingToken { get; init; }

    /// <summary>Gets what tells the numbers of this row's leases from those of a row that was lost: the first attempt; null before it.</summary>
    public string? FencingEpoch { get; init; }

    /// <summary>Gets the attempt that works on the record, or worked on it last before it was cut off; null when nobody does.</summary>
    public string? LeaseOwner { get; init; }

    /// <summary>Gets when the lease ends, in storage's time.</summary>
    public DateTimeOffset? LeaseExpiresAt { get; init; }

    /// <summary>
    /// Gets when an operator erased what was stored of the record; null when nobody did, or an attempt ended since. Until then, a message
    /// whose event has no row is one that was erased.
    /// </summary>
    public DateTimeOffset? ErasedAt { get; init; }

    /// <summary>Gets since when the record is to stay erased, so that no event of it is kept; null when it is not.</summary>
    public DateTimeOffset? ForgottenAt { get; init; }

    /// <summary>
    /// Whether what the API shows is not what every handler already has, or something older. Without versions to compare, other content counts
    /// as newer.
    /// </summary>
    public bool Lacks(DateTimeOffset? version, string hash) =>
        version is { } shown && Version is { } last && shown != last ? shown > last : hash != Hash;

    /// <summary>
    /// What remains of it when the record is erased: it decides the order of what comes later, and says nothing of what the record was. A
    /// deletion has no content. That some handlers have a change, and others do not, is kept.
    /// </summary>
    public RecordRow WithoutContent() => this with
    {
        Hash = IsTombstone ? DeletedHash : null,
        PendingHash = PendingHash is null or DeletedHash ? PendingHash : ErasedHash,
        CompletedHandlers = PendingHash == DeletedHash ? CompletedHandlers : null,
        Numbers = null,
        LeaseOwner = null,
        LeaseExpiresAt = null,
    };

    /// <summary>Gets a value indicating whether this version of the app cannot read the row, so that nothing of it is known.</summary>
    public bool IsUnreadable { get; init; }

    /// <summary>Gets the row's version in storage; default when the row does not exist yet.</summary>
    public ETag ETag { get; init; }
}
