using Stitchex.Functions.Events;
using Stitchex.Functions.Operations.Http;
using Stitchex.Functions.Records;

namespace Stitchex.Functions.Operations.Details;

/// <summary>Gives an operator a record as it is archived.</summary>
public sealed class RecordContentOperations
{
    private const int MaxLength = 8 * 1024 * 1024;

    private readonly BlobRecordArchive _archive;

    internal RecordContentOperations(BlobRecordArchive archive) => _archive = archive;

    /// <summary>Gets the record, byte for byte.</summary>
    /// <param name="resource">Its resource.</param>
    /// <param name="recordId">Its id.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <returns>200; 404 where it is not archived; 409 where it is too large.</returns>
    public async Task<OperatorResponse> GetAsync(string resource, string recordId, CancellationToken cancellationToken)
    {
        var name = EventName.Lower(resource);
        return await _archive.ReadAsync(name, recordId, MaxLength, cancellationToken) switch
        {
            null => OperatorResponse.NotFound("The record is not archived: nothing of it was delivered yet."),
            { Content: { } content } => OperatorResponse.Content("application/json", content),
            _ => OperatorResponse.Conflict(
                $"The record is larger than {MaxLength / 1024 / 1024} MiB. Look at the blob {BlobRecordArchive.NameOf(name, recordId)}."),
        };
    }
}
