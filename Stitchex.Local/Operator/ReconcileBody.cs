namespace Stitchex.Local.Operator;

/// <summary>Asks for lists of Stitchex to be compared with what was delivered.</summary>
/// <param name="Resources">The resources; <c>*</c> for all.</param>
/// <param name="RatePerMinute">How many records to fetch in a minute at most; null for what the deployment's rate limit allows.</param>
/// <param name="Deliver">Whether to have delivered what differs.</param>
internal sealed record ReconcileBody(IReadOnlyList<string> Resources, int? RatePerMinute, bool Deliver);
