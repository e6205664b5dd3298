namespace Stitchex.Functions.Storage;

/// <summary>How many index entries there are in a span of time.</summary>
/// <param name="Count">How many were counted, the newest first.</param>
/// <param name="Oldest">When the event of the last one that was counted was received; null where there is none.</param>
internal sealed record IndexEntryCount(int Count, DateTimeOffset? Oldest);
