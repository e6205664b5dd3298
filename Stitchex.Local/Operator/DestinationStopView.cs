namespace Stitchex.Local.Operator;

/// <summary>Why a destination is stopped.</summary>
/// <param name="Reason">The reason.</param>
/// <param name="Since">Since when.</param>
internal sealed record DestinationStopView(string Reason, DateTimeOffset Since);
