using Stitchex.Functions.Events;
using Stitchex.Functions.Protocol;

namespace Stitchex.Functions.Operations.Details;

/// <summary>What was delivered last of a record, and until when somebody works on it.</summary>
/// <param name="Version">The version that every handler has.</param>
/// <param name="IsDelivered">Whether each handler has a version, or its deletion, that was not erased since.</param>
/// <param name="ChangeCount">The number of the last change.</param>
/// <param name="IsTombstone">Whether it was the record's deletion.</param>
/// <param name="FetchedAt">When the request began that fetched it.</param>
/// <param name="FencingToken">The number of the lease.</param>
/// <param name="LeaseExpiresAt">When the lease ends; null when nobody works on the record.</param>
/// <param name="PendingVersion">The version that some handlers have and others not yet.</param>
/// <param name="Numbers">The numbers that people know it by, also those that it had before.</param>
/// <param name="ErasedAt">When it was erased; null when it was not, or an event of it was tried since.</param>
/// <param name="ForgottenAt">Since when it is to stay erased; null when it is not.</param>
internal sealed record RecordDetails(
    DateTimeOffset? Version,
    bool IsDelivered,
    int ChangeCount,
    bool IsTombstone,
    DateTimeOffset? FetchedAt,
    long FencingToken,
    DateTimeOffset? LeaseExpiresAt,
    DateTimeOffset? PendingVersion,
    IReadOnlyList<RecordNumber> Numbers,
    DateTimeOffset? ErasedAt,
    DateTimeOffset? ForgottenAt)
{
    /// <summary>Tells of a record; null when nothing was ever tried of it.</summary>
    public static RecordDetails? From(RecordRow? row) => row is null || row.ETag == default
        ? null
        : new(
            row.Version,
            row.Hash is not null,
            row.ChangeCount,
            row.IsTombstone,
            row.FetchedAt,
            row.FencingToken,
            row.LeaseOwner is null ? null : row.LeaseExpiresAt,
            row.PendingVersion,
            [.. RecordNumbers.Parse(row.Numbers)],
            row.ErasedAt,
            row.ForgottenAt);
}
