using Stitchex.Local.Simulator.Records;

namespace Stitchex.Local.Simulator;

/// <summary>One version of a record, with its exact bytes.</summary>
internal sealed record SavedVersion(
    string Resource,
    string Id,
    int Number,
    long OrganisationId,
    DateTimeOffset StoredAt,
    DateTimeOffset UpdatedAt,
    bool IsAnnounced,
    ReadOnlyMemory<byte> Json)
{
    public static SavedVersion From(RecordVersion version) => new(
        version.Resource,
        version.Id,
        version.Number,
        version.OrganisationId,
        version.StoredAt,
        version.UpdatedAt,
        version.IsAnnounced,
        version.Json);

    public RecordVersion ToRecordVersion() =>
        new(new(Resource, Id), OrganisationId, Number, StoredAt) { UpdatedAt = UpdatedAt, IsAnnounced = IsAnnounced, Json = Json };
}
