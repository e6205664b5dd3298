namespace Stitchex.Functions.Operations.Throughput;

/// <summary>What became of the events of an hour.</summary>
/// <param name="Start">When the hour began.</param>
/// <param name="Events">The events that were looked at.</param>
internal sealed record HourOutcomes(DateTimeOffset Start, OutcomeCount Events);
