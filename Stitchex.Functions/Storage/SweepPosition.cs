namespace Stitchex.Functions.Storage;

/// <summary>How far the sweep has come.</summary>
/// <param name="ScannedUntil">IndexEntries to events received until then were looked at.</param>
/// <param name="Open">The last row of the partition <c>open</c> that was looked at; null to start over.</param>
internal sealed record SweepPosition(DateTimeOffset ScannedUntil, string? Open);
