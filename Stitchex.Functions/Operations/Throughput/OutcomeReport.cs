namespace Stitchex.Functions.Operations.Throughput;

/// <summary>What became of the events of the last 24 hours, as far as a sample shows.</summary>
/// <param name="Hours">By the hour in which they were received, oldest first.</param>
/// <param name="Resources">By resource, the most frequent first.</param>
/// <param name="IsSample">Whether there may be more events than were looked at.</param>
internal sealed record OutcomeReport(IReadOnlyList<HourOutcomes> Hours, IReadOnlyList<ResourceOutcomes> Resources, bool IsSample);
