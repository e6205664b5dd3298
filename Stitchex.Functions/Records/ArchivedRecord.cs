namespace Stitchex.Functions.Records;

/// <summary>A record as it is archived.</summary>
/// <param name="Content">Its bytes as Stitchex sent them; null where they are more than were asked for.</param>
/// <param name="Version">Its version; null where it has none.</param>
internal sealed record ArchivedRecord(ReadOnlyMemory<byte>? Content, DateTimeOffset? Version);
