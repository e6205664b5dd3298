namespace Stitchex.Functions.Operations.Throughput;

/// <summary>How many events were received in each of the last 24 hours.</summary>
/// <param name="Hours">The hours, oldest first; the last one is not over yet.</param>
internal sealed record ThroughputReport(IReadOnlyList<HourCount> Hours);
