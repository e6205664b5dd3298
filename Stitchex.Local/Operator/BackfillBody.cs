namespace Stitchex.Local.Operator;

/// <summary>Asks for lists of Stitchex to be read.</summary>
/// <param name="Resources">The resources; <c>*</c> for all.</param>
/// <param name="RatePerMinute">How many records to fetch in a minute at most; null for what the deployment's rate limit allows.</param>
/// <param name="DryRun">Whether to count only.</param>
internal sealed record BackfillBody(IReadOnlyList<string> Resources, int? RatePerMinute, bool DryRun);
