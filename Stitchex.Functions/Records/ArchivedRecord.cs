namespace Stitchex.Functions.Records;

/// <summary>A record as it is archived.</summary>
/// <param name="Content">Its bytes as Stitchex sent them; null where they are more than were asked for.</param>
/// <param name="Version">Its version; null where it has none.</param>
internal sealed record ArchivedRecord(ReadOnlyMemory<byte>? Content, DateTimeOffset? Version)
{
    /// <summary>Gets the id of the change that it came with; null where the app did not archive it.</summary>
    public string? ChangeId { get; init; }

    /// <summary>Gets a value indicating whether it was deleted.</summary>
    public bool IsDeleted { get; init; }

    /// <summary>Gets the number of the lease under which it was archived.</summary>
    public long FencingToken { get; init; }

    /// <summary>Gets what tells one series of these numbers from another.</summary>
    public string FencingEpoch { get; init; } = "";

    /// <summary>Gets when it was archived, to the second.</summary>
    public DateTimeOffset ArchivedAt { get; init; }
}
