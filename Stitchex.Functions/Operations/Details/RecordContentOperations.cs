using Stitchex.Functions.Events;
using Stitchex.Functions.Operations.Http;
using Stitchex.Functions.Records;

namespace Stitchex.Functions.Operations.Details;

/// <summary>Gives an operator a record as it is archived.</summary>
public sealed class RecordContentOperations
{
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
        return await _archive.ReadAsync(name, recordId, cancellationToken) switch
        {
            null => OperatorResponse.NotArchived(),
            { Content: { } content } => OperatorResponse.Content("application/json", content),
            _ => OperatorResponse.TooLarge(name, recordId),
        };
    }
}
