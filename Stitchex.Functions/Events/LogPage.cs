namespace Stitchex.Functions.Events;

/// <summary>Some pointers of a partition of the log.</summary>
/// <param name="Entries">The pointers, newest first.</param>
/// <param name="Next">The row after which there may be more; null when there are none.</param>
internal sealed record LogPage(IReadOnlyList<LogEntry> Entries, string? Next);
