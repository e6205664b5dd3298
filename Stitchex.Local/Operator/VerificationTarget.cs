namespace Stitchex.Local.Operator;

/// <summary>A deployment to check, with an event of a record that Stitchex has; patience is how long the event may take.</summary>
internal sealed record VerificationTarget(Uri Site, string HostKey, string WebhookKey, string Resource, string RecordId, TimeSpan Patience);
