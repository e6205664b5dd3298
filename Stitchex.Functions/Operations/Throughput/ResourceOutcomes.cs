namespace Stitchex.Functions.Operations.Throughput;

/// <summary>What became of the events of a resource.</summary>
/// <param name="Resource">The resource.</param>
/// <param name="Events">The events that were looked at.</param>
internal sealed record ResourceOutcomes(string Resource, OutcomeCount Events);
