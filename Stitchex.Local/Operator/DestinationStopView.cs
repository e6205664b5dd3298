namespace Stitchex.Local.Operator;

/// <summary>Why a destination is stopped.</summary>
/// <param name="Reason">The reason.</param>
/// <param name="Since">Since when.</param>
/// <param name="By">Who stopped it; null where it stopped itself, or that is not known.</param>
internal sealed record DestinationStopView(string Reason, DateTimeOffset Since, string? By);
