using System.Net;
using Stitchex.Functions.Events;
using Stitchex.Functions.Operations.Http;
using Stitchex.Functions.Receiving;
using Stitchex.Functions.Records;
using Stitchex.Functions.Storage;

namespace Stitchex.Functions.Operations.Differences;

/// <summary>Shows an operator how the archived record differs from the snapshot in an event.</summary>
public sealed class DifferenceOperations
{
    private readonly EventStore _store;
    private readonly BlobRecordArchive _archive;
    private readonly ResourceCatalogue _catalogue;

    internal DifferenceOperations(EventStorage storage, BlobRecordArchive archive, ResourceCatalogue catalogue)
    {
        _store = storage.Store;
        _archive = archive;
        _catalogue = catalogue;
    }

    /// <summary>Compares them.</summary>
    /// <param name="id">The event's id.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <returns>200; 404 where one of the two is missing; 409 where the record is too large.</returns>
    public async Task<OperatorResponse> GetAsync(string id, CancellationToken cancellationToken)
    {
        if (!StitchexEventId.TryParse(id, out var eventId)
            || await _store.ReadAsync(eventId, cancellationToken) is not { Row: { } row } stored)
        {
            return OperatorResponse.NotFound("There is no such event.");
        }

        if (stored.Body is not { } body || !WebhookBody.TryParse(body, _catalogue, out var received, out _) || received.Record.IsEmpty)
        {
            return OperatorResponse.NotFound("The event holds no snapshot of its record, or its body was too large to be kept.");
        }

        if (row.RecordId is null || await _archive.ReadAsync(row.Resource, row.RecordId, cancellationToken) is not { } archived)
        {
            return OperatorResponse.NotArchived();
        }

        if (archived.Content is not { } content)
        {
            return OperatorResponse.TooLarge(row.Resource, row.RecordId);
        }

        return JsonDifference.Compare(received.Record, content) is { } difference
            ? OperatorResponse.Json(new DifferenceReport(row.Version, archived.Version, difference.Lines, difference.IsTruncated), OperatorJson.Readable.DifferenceReport)
            : OperatorResponse.Problem(HttpStatusCode.Conflict, "Not possible as things stand", "The snapshot or the archived record cannot be shown as JSON, so they are not compared.");
    }
}
