namespace Stitchex.Functions.Operations.Refused;

/// <summary>The answer to the replay of a message that was refused.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Status">What became of it.</param>
internal sealed record RefusedReplay(string Key, string Status);
