namespace Stitchex.Functions.Operations.Destinations;

/// <summary>What a destination said to a test event.</summary>
/// <param name="IsAccepted">Whether it took it.</param>
/// <param name="Error">What it said otherwise.</param>
internal sealed record DestinationTest(bool IsAccepted, string? Error);
