using Azure;

namespace Stitchex.Functions.Events;

/// <summary>A pointer as it stands in the log.</summary>
/// <param name="PartitionKey">The partition that it was read from.</param>
/// <param name="Pointer">The pointer.</param>
/// <param name="WrittenAt">When it was written last, by storage's clock.</param>
/// <param name="RepeatedAt">When its event's turn was sent again; null if it never was.</param>
/// <param name="ETag">Its version in storage.</param>
internal sealed record LogEntry(string PartitionKey, EventPointer Pointer, DateTimeOffset WrittenAt, DateTimeOffset? RepeatedAt, ETag ETag);
