using Stitchex.Functions.Records;

namespace Stitchex.Functions.Destinations;

/// <summary>A destination, which takes other events, failed with this one, or its script took too long.</summary>
internal sealed class DestinationException(string message) : DeliveryFailedException(message);
