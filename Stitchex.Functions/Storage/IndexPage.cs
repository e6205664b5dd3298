namespace Stitchex.Functions.Storage;

/// <summary>Some index entries of a partition of the index.</summary>
/// <param name="Entries">The index entries, newest first.</param>
/// <param name="Next">The row after which there may be more; null when there are none.</param>
internal sealed record IndexPage(IReadOnlyList<IndexRow> Entries, string? Next);
