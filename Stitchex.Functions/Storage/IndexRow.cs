using Azure;

namespace Stitchex.Functions.Storage;

/// <summary>An index entry as it stands in the index.</summary>
/// <param name="PartitionKey">The partition that it was read from.</param>
/// <param name="Entry">The index entry.</param>
/// <param name="WrittenAt">When it was written last, by storage's clock.</param>
/// <param name="ResentAt">When its event's message was resent; null if it never was.</param>
/// <param name="IsOnly">Whether it is the only one that leads to its event: the one of the day is gone.</param>
/// <param name="ETag">Its version in storage.</param>
internal sealed record IndexRow(string PartitionKey, IndexEntry Entry, DateTimeOffset WrittenAt, DateTimeOffset? ResentAt, bool IsOnly, ETag ETag);
