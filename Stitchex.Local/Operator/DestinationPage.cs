namespace Stitchex.Local.Operator;

/// <summary>The destinations.</summary>
/// <param name="Destinations">The destinations.</param>
internal sealed record DestinationPage(IReadOnlyList<DestinationView> Destinations);
