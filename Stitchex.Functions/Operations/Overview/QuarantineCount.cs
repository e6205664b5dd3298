namespace Stitchex.Functions.Operations.Overview;

/// <summary>How much was quarantined.</summary>
/// <param name="Total">How many were counted.</param>
/// <param name="IsAtLeast">Whether there are more.</param>
internal sealed record QuarantineCount(int Total, bool IsAtLeast);
