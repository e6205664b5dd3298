namespace Stitchex.Functions.Operations.Differences;

/// <summary>How the record that is archived differs from the snapshot in an event.</summary>
/// <param name="SnapshotVersion">The version in the event's body.</param>
/// <param name="RecordVersion">The version that is archived.</param>
/// <param name="Lines">The lines of both, with the names of each object sorted.</param>
/// <param name="IsTruncated">Whether only the start was compared.</param>
internal sealed record DifferenceReport(DateTimeOffset? SnapshotVersion, DateTimeOffset? RecordVersion, IReadOnlyList<DifferenceLine> Lines, bool IsTruncated);
