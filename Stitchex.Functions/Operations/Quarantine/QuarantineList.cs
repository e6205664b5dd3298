namespace Stitchex.Functions.Operations.Quarantine;

/// <summary>A page of what was quarantined.</summary>
/// <param name="Quarantined">What was quarantined, the newest of the page first.</param>
/// <param name="NextPageToken">Where to go on; null at the end.</param>
internal sealed record QuarantineList(IReadOnlyList<QuarantineSummary> Quarantined, string? NextPageToken);
