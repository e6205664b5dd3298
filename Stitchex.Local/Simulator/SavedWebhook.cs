namespace Stitchex.Local.Simulator;

/// <summary>A webhook, with its exact bytes.</summary>
internal sealed record SavedWebhook(string Name, string RecordId, ReadOnlyMemory<byte> Body);
