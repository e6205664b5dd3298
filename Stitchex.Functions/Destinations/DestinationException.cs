namespace Stitchex.Functions.Destinations;

/// <summary>A destination, which takes other events, failed with this one.</summary>
internal sealed class DestinationException(string message) : Exception(message);
