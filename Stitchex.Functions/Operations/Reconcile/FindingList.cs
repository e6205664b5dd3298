namespace Stitchex.Functions.Operations.Reconcile;

/// <summary>A page of what a reconciliation found.</summary>
/// <param name="Findings">The findings, by kind and record.</param>
/// <param name="NextPageToken">Where the next page begins; null where there is none.</param>
internal sealed record FindingList(IReadOnlyList<FindingReport> Findings, string? NextPageToken);
