namespace Stitchex.Functions.Operations.Throughput;

/// <summary>What became of the events of the last 24 hours, as far as a sample shows.</summary>
/// <param name="Hours">By the hour in which they were received, oldest first.</param>
/// <param name="Resources">By resource, the most frequent first.</param>
/// <param name="IsSample">Whether there may be more events than were looked at.</param>
internal sealed record OutcomeReport(IReadOnlyList<HourOutcomes> Hours, IReadOnlyList<ResourceOutcomes> Resources, bool IsSample);

/// <summary>What became of the events of an hour.</summary>
/// <param name="Start">When the hour began.</param>
/// <param name="Events">The events that were looked at.</param>
internal sealed record HourOutcomes(DateTimeOffset Start, OutcomeCount Events);

/// <summary>What became of the events of a resource.</summary>
/// <param name="Resource">The resource.</param>
/// <param name="Events">The events that were looked at.</param>
internal sealed record ResourceOutcomes(string Resource, OutcomeCount Events);
