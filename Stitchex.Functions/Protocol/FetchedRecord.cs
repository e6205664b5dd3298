using Stitchex.Functions.Events;

namespace Stitchex.Functions.Protocol;

/// <summary>A record as the API returned it.</summary>
/// <param name="Content">The record's JSON, byte for byte as it stood in the response.</param>
/// <param name="Version">Its <c>updated_at</c>, or null where it has none that can be read.</param>
/// <param name="Hash">The hash of its content, equal for documents that differ only in order, in white space or at ignored paths; 32 hexadecimal digits.</param>
/// <param name="FetchedAt">When the request for it began.</param>
internal sealed record FetchedRecord(ReadOnlyMemory<byte> Content, DateTimeOffset? Version, string Hash, DateTimeOffset FetchedAt)
{
    /// <summary>Gets what is wrong with the record's <c>updated_at</c>.</summary>
    public RecordTimeDefect TimeDefect { get; init; }
}
