namespace Stitchex.Functions.Operations.Reconcile;

/// <summary>What an operator sees of a record that differs.</summary>
/// <param name="Kind">How it differs.</param>
/// <param name="Resource">The resource.</param>
/// <param name="RecordId">The record's id.</param>
/// <param name="VersionHere">The version that was delivered last; null where it has none.</param>
/// <param name="VersionThere">The version that Stitchex has; null where it has none.</param>
/// <param name="Event">The id of the event that delivers it; null where none was made.</param>
/// <param name="Record">Where the record is, with its events.</param>
internal sealed record FindingReport(
    FindingKind Kind,
    string Resource,
    string RecordId,
    DateTimeOffset? VersionHere,
    DateTimeOffset? VersionThere,
    string? Event,
    string Record)
{
    /// <summary>Describes a finding.</summary>
    public static FindingReport From(Finding finding) => new(
        finding.Kind!.Value,
        finding.Resource,
        finding.RecordId,
        finding.VersionHere,
        finding.VersionThere,
        finding.Event,
        $"/api/operations/records/{Uri.EscapeDataString(finding.Resource)}/{Uri.EscapeDataString(finding.RecordId)}");
}
