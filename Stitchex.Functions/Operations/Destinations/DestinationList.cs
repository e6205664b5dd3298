namespace Stitchex.Functions.Operations.Destinations;

/// <summary>The destinations, in the order in which they are called.</summary>
/// <param name="Destinations">The destinations.</param>
internal sealed record DestinationList(IReadOnlyList<DestinationSummary> Destinations);
