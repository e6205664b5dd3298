using System.Globalization;

namespace Stitchex.Local.Simulator.Records;

/// <summary>Finds records as the API shows them: of one organisation, not deleted, as new as the lag allows.</summary>
internal sealed class VisibleRecords(RecordStore store, ReplicaLag lag)
{
    public RecordVersion? Find(RecordKey key, long organisationId) =>
        lag.Visible(store.History(key)) is { } version && version.OrganisationId == organisationId ? version : null;

    public IReadOnlyList<RecordVersion> List(
        string resource,
        long organisationId,
        long? sinceId = null,
        DateTimeOffset? sinceCreation = null) =>
    [
        .. store.All()
            .Where(history => history[0].Resource == resource)
            .Select(lag.Visible)
            .OfType<RecordVersion>()
            .Where(version => version.OrganisationId == organisationId)
            .Where(version => sinceId is null || IsBeyond(version, sinceId.Value))
            .Where(version => sinceCreation is null || CreatedAt(version) > sinceCreation),
    ];

    private static bool IsBeyond(RecordVersion version, long id) =>
        long.TryParse(version.Id, NumberStyles.None, CultureInfo.InvariantCulture, out var own) && own > id;

    private static DateTimeOffset? CreatedAt(RecordVersion version) =>
        Timestamp.Read(RecordText.TextOf(version.Json, "created_at"));
}
