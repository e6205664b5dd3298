namespace Stitchex.Local.Operator;

/// <summary>A record that differs.</summary>
/// <param name="Kind">How it differs.</param>
/// <param name="Resource">The resource.</param>
/// <param name="RecordId">The record's id.</param>
/// <param name="VersionHere">The version that was delivered last.</param>
/// <param name="VersionThere">The version that Stitchex has.</param>
internal sealed record FindingView(
    string Kind, string Resource, string RecordId, DateTimeOffset? VersionHere, DateTimeOffset? VersionThere);
