namespace Stitchex.Functions.Operations.Refused;

/// <summary>A page of what was refused.</summary>
/// <param name="Refused">What was refused, the newest of the page first.</param>
/// <param name="NextPageToken">Where to go on; null at the end.</param>
internal sealed record RefusedList(IReadOnlyList<RefusedSummary> Refused, string? NextPageToken);
