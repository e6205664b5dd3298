using Stitchex.Functions.Events;

namespace Stitchex.Functions.Operations.Details;

/// <summary>What was handed on last of a record, and until when somebody works on it.</summary>
/// <param name="Version">The version that every handler has.</param>
/// <param name="Changes">The number of the last change.</param>
/// <param name="Tombstone">Whether it was the record's deletion.</param>
/// <param name="FetchedAt">When the request began that fetched it.</param>
/// <param name="Fence">The number of the lease.</param>
/// <param name="LeaseUntil">When the lease ends; null when nobody works on the record.</param>
/// <param name="PendingVersion">The version that some handlers have and others not yet.</param>
internal sealed record RecordDetails(
    DateTimeOffset? Version, int Changes, bool Tombstone, DateTimeOffset? FetchedAt, long Fence, DateTimeOffset? LeaseUntil, DateTimeOffset? PendingVersion)
{
    /// <summary>Tells of a record; null when nothing was ever tried of it.</summary>
    public static RecordDetails? Of(RecordRow? row) => row is null || row.ETag == default
        ? null
        : new(row.Version, row.Changes, row.Tombstone, row.FetchedAt, row.Fence, row.LeaseOwner is null ? null : row.LeaseUntil, row.PendingVersion);
}
