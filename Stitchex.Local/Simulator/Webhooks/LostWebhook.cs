namespace Stitchex.Local.Simulator.Webhooks;

/// <summary>An event that nobody took within the time that Stitchex gives it.</summary>
internal sealed record LostWebhook(string Event, string RecordId, string LastResponse);
