using Stitchex.Functions.Configuration;
using Stitchex.Functions.Destinations;
using Stitchex.Functions.Events;
using Stitchex.Functions.Operations.Http;
using Stitchex.Functions.Processing;
using Stitchex.Functions.Records;
using Stitchex.Functions.Storage;

namespace Stitchex.Functions.Operations.Destinations;

/// <summary>Shows operators a change as destinations are sent it.</summary>
public sealed class ChangeOperations
{
    private readonly EventStore _store;
    private readonly BlobRecordArchive _archive;
    private readonly Func<ChangeEvent> _events;

    internal ChangeOperations(EventStorage storage, BlobRecordArchive archive, Func<ChangeEvent> events)
    {
        _store = storage.Store;
        _archive = archive;
        _events = events;
    }

    /// <summary>Shows the newest change of an event's record that was archived: its own, or a later one.</summary>
    /// <param name="id">The event's id.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <returns>200 with the CloudEvent, which refers to a record that is too large, and when the change was archived; or 404.</returns>
    public async Task<OperatorResponse> GetAsync(string id, CancellationToken cancellationToken)
    {
        var (change, archived, error) = await FindAsync(id, cancellationToken);
        if (change is null || archived is null)
        {
            return error!;
        }

        var content = archived.Content is null ? DestinationContent.Reference : DestinationContent.Record;
        var outgoing = _events().Create(change, content, int.MaxValue);
        return OperatorResponse.Content(OutgoingEvent.ContentType, outgoing.Body, archived.ArchivedAt);
    }

    /// <summary>Finds the same change, and what is archived of it; or the response that says why there is none.</summary>
    internal async Task<(RecordChange? Change, ArchivedRecord? Archived, OperatorResponse? Error)> FindAsync(
        string id, CancellationToken cancellationToken)
    {
        if (!StitchexEventId.TryParse(id, out var eventId) || await _store.ReadRowAsync(eventId, cancellationToken) is not { } row)
        {
            return (null, null, OperatorResponse.NotFound("There is no such event."));
        }

        var read = row.RecordId is null ? null : await _archive.ReadAsync(row.Resource, row.RecordId, cancellationToken);
        if (read is not { ChangeId: { } changeId } archived)
        {
            return (null, null, OperatorResponse.NotArchived());
        }

        var change = new RecordChange
        {
            ChangeId = changeId,
            Resource = row.Resource,
            RecordId = row.RecordId!,
            Action = row.Action,
            IsFirst = RecordChangeFactory.IsFirst(changeId),
            IsDeleted = archived.IsDeleted,
            Record = archived.Content ?? default,
            Version = archived.Version,
            FencingToken = archived.FencingToken,
            FencingEpoch = archived.FencingEpoch,
            EventId = id,
        };
        return (change, archived, null);
    }
}
