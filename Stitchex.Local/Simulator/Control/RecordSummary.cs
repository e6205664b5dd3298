using Stitchex.Local.Simulator.Records;

namespace Stitchex.Local.Simulator.Control;

/// <summary>A record without its contents, as a person sees it in a list.</summary>
internal sealed record RecordSummary(string Resource, string Id, long OrganisationId, int Version, DateTimeOffset UpdatedAt, bool Deleted)
{
    public static RecordSummary From(RecordVersion version) => new(
        version.Resource,
        version.Id,
        version.OrganisationId,
        version.Number,
        version.UpdatedAt,
        version.IsDeleted);
}
