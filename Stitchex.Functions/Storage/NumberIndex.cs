using Azure.Data.Tables;
using Stitchex.Functions.Configuration;
using Stitchex.Functions.Events;

namespace Stitchex.Functions.Storage;

/// <summary>
/// The partitions <c>number.&lt;key&gt;</c> of <c>StitchexEventIndex</c>: one row for each record that has the number. Finding one is a
/// request, however much is stored.
/// </summary>
internal sealed class NumberIndex(TableServiceClient tables)
{
    private const string Prefix = "number.";

    private readonly TableClient _table = tables.GetTableClient(StorageNames.IndexTable);

    /// <summary>Has a number lead to a record. Writing it twice leaves one row.</summary>
    /// <param name="number">The number.</param>
    /// <param name="id">An event of the record.</param>
    /// <param name="resource">The record's resource.</param>
    /// <param name="recordId">The record's id.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    public Task WriteAsync(
        RecordNumber number, StitchexEventId id, string resource, string recordId, CancellationToken cancellationToken) => _table.UpsertEntityAsync(
        new TableEntity(PartitionKeyOf(number.Value), id.PartitionKey)
        {
            [nameof(RecordNumber.Name)] = number.Name,
            ["Number"] = number.Value,
            [nameof(NumberedRecord.Resource)] = resource,
            [nameof(NumberedRecord.RecordId)] = recordId,
        },
        cancellationToken: cancellationToken);

    /// <summary>Has a number lead to a record no more.</summary>
    /// <param name="number">The number.</param>
    /// <param name="recordPartition">The record's partition in the table of events.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    public Task RemoveAsync(RecordNumber number, string recordPartition, CancellationToken cancellationToken) =>
        _table.DeleteEntityAsync(PartitionKeyOf(number.Value), recordPartition, cancellationToken: cancellationToken);

    /// <summary>Finds the records that have, or had, a number.</summary>
    /// <param name="number">The number as somebody writes it.</param>
    /// <param name="count">How many at most; no more than 1,000.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    public async Task<List<NumberedRecord>> FindAsync(string number, int count, CancellationToken cancellationToken)
    {
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {PartitionKeyOf(number)}");
        return await _table.QueryAsync<TableEntity>(filter, maxPerPage: count, cancellationToken: cancellationToken)
            .Take(count)
            .Select(row => new NumberedRecord(
                row.RowKey,
                row.TextOrNull(nameof(NumberedRecord.Resource)) ?? "",
                row.TextOrNull(nameof(NumberedRecord.RecordId)) ?? "",
                row.TextOrNull(nameof(RecordNumber.Name)) ?? ""))
            .ToListAsync(cancellationToken);
    }

    private static string PartitionKeyOf(string number) => Prefix + RecordNumber.KeyOf(number);
}
