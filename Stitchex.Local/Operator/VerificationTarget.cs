namespace Stitchex.Local.Operator;

/// <summary>A deployment to check.</summary>
/// <param name="Site">Its address.</param>
/// <param name="HostKey">The host key.</param>
/// <param name="WebhookKey">The webhook's own key.</param>
/// <param name="Resource">The resource of a record that Stitchex has.</param>
/// <param name="RecordId">The record's id.</param>
/// <param name="Patience">How long the record's event may take.</param>
internal sealed record VerificationTarget(Uri Site, string HostKey, string WebhookKey, string Resource, string RecordId, TimeSpan Patience);
