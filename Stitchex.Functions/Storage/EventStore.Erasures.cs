using System.Runtime.CompilerServices;
using Azure.Data.Tables;
using Stitchex.Functions.Events;
using Stitchex.Functions.Protocol;

namespace Stitchex.Functions.Storage;

/// <summary>What erasing a record asks of the table, and who had it erased, in a partition of its own.</summary>
internal sealed partial class EventStore
{
    // No record's: those have a dot.
    private const string ErasurePartition = "erasure";

    /// <summary>Reads a record's events with their bodies.</summary>
    /// <param name="partitionKey">The record's partition.</param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    public async IAsyncEnumerable<StoredRows> ReadWithBodiesAsync(
        string partitionKey, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var filter = TableClient.CreateQueryFilter(
            $"PartitionKey eq {partitionKey} and RowKey gt {StitchexEventId.FirstRowKey} and RowKey lt {StitchexEventId.LastRowKey}");
        await foreach (var entity in _table.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
        {
            if (StitchexEventId.TryParseKeys(partitionKey, entity.RowKey, out var id))
            {
                yield return new StoredRows(RowMapping.ToEventRow(entity, id), new RecordRow(), EventBody.Read(entity));
            }
        }
    }

    /// <summary>Notes that a record is erased. Writing it twice leaves one.</summary>
    public Task WriteAsync(Erasure erasure, CancellationToken cancellationToken) => _table.UpsertEntityAsync(
        new TableEntity(ErasurePartition, erasure.Key)
        {
            [nameof(Erasure.Resource)] = erasure.Resource,
            [nameof(Erasure.RecordId)] = erasure.RecordId,
            [nameof(Erasure.At)] = erasure.At,
            [nameof(Erasure.By)] = erasure.By,
            [nameof(Erasure.Reason)] = erasure.Reason,
            [nameof(Erasure.StayForgotten)] = erasure.StayForgotten,
        },
        TableUpdateMode.Replace,
        cancellationToken);

    /// <summary>Lists erasures, newest first.</summary>
    /// <param name="afterKey">The key after which to begin; null to begin with the newest.</param>
    /// <param name="count">How many at most; no more than 1,000.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    public async Task<List<Erasure>> ListErasuresAsync(string? afterKey, int count, CancellationToken cancellationToken)
    {
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {ErasurePartition} and RowKey gt {afterKey ?? ""}");
        return await _table.QueryAsync<TableEntity>(filter, maxPerPage: count, cancellationToken: cancellationToken)
            .Take(count)
            .Select(row => new Erasure(
                row.TextOrNull(nameof(Erasure.Resource)) ?? "",
                row.TextOrNull(nameof(Erasure.RecordId)) ?? "",
                row.TimeOrNull(nameof(Erasure.At)) ?? row.Timestamp ?? default,
                row.TextOrNull(nameof(Erasure.By)),
                row.TextOrNull(nameof(Erasure.Reason)) ?? "",
                row.TryGetValue(nameof(Erasure.StayForgotten), out var stays) && stays is true))
            .ToListAsync(cancellationToken);
    }
}
