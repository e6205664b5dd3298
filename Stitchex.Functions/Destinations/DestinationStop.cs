namespace Stitchex.Functions.Destinations;

/// <summary>Why a destination is stopped.</summary>
/// <param name="Reason">What the person said who stopped it, or what it responded.</param>
/// <param name="Since">Since when.</param>
internal sealed record DestinationStop(string Reason, DateTimeOffset Since);
