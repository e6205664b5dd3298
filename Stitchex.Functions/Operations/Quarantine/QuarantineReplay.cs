namespace Stitchex.Functions.Operations.Quarantine;

/// <summary>The response to the replay of a message that was quarantined.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Status">What became of it.</param>
internal sealed record QuarantineReplay(string Key, string Status);
