namespace Stitchex.Functions.Destinations;

/// <summary>Why a destination is stopped.</summary>
/// <param name="Reason">What the person said who stopped it, or what it responded.</param>
/// <param name="Since">Since when.</param>
/// <param name="By">Who stopped it: a person, or the name of a key; null where it stopped itself, or that is not known.</param>
internal sealed record DestinationStop(string Reason, DateTimeOffset Since, string? By = null);
