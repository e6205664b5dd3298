namespace Stitchex.Local.Simulator.Webhooks;

/// <summary>One thing that happened, in the bytes in which every delivery of it goes out.</summary>
internal sealed record WebhookEvent(string Name, string RecordId, ReadOnlyMemory<byte> Body);
