namespace Stitchex.Functions.Operations;

/// <summary>What came of a page.</summary>
/// <param name="Replayed">How many events were, or would be, replayed.</param>
/// <param name="Position">Where to go on; null at the end.</param>
internal sealed record ReplayPage(int Replayed, string? Position);
