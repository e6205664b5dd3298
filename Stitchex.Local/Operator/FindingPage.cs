namespace Stitchex.Local.Operator;

/// <summary>A page of what a reconciliation found.</summary>
/// <param name="Findings">The findings.</param>
/// <param name="NextPageToken">Where the next page begins; null where there is none.</param>
internal sealed record FindingPage(IReadOnlyList<FindingView> Findings, string? NextPageToken);
