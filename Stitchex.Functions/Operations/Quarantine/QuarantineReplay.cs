namespace Stitchex.Functions.Operations.Quarantine;

/// <summary>The response to the replay of a quarantined item.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Status">What became of it.</param>
/// <param name="EventId">The id of the event that a body was received as; null for a message.</param>
internal sealed record QuarantineReplay(string Key, string Status, string? EventId);
