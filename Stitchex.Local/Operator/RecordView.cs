namespace Stitchex.Local.Operator;

/// <summary>What a deployment tells of a record.</summary>
/// <param name="Record">What was delivered last; null when nothing was ever tried.</param>
internal sealed record RecordView(DeliveredView? Record);
