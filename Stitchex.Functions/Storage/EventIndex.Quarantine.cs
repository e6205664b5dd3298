using Azure;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;
using Stitchex.Functions.Events;

namespace Stitchex.Functions.Storage;

/// <summary>What was quarantined, in a partition of its own.</summary>
internal sealed partial class EventIndex
{
    private const string Kind = "Kind";
    private const string QuarantineReason = "Reason";
    private const string Length = "Length";
    private const string FirstSeenAt = "FirstSeenAt";
    private const string LastSeenAt = "LastSeenAt";
    private const string Content = "Content";
    private const int MaxQuarantinedBytes = 48 * 1024;

    /// <summary>Remembers something that was quarantined, for review: it may be Stitchex that changed.</summary>
    public async Task QuarantineAsync(QuarantinedItem quarantined, CancellationToken cancellationToken)
    {
        var start = quarantined.Content[..Math.Min(quarantined.Content.Length, MaxQuarantinedBytes)];
        var entity = new TableEntity(QuarantinePartition, KeyPart.Hash(quarantined.Content.Span))
        {
            [Kind] = quarantined.Kind,
            [QuarantineReason] = quarantined.Reason,
            [Length] = quarantined.Content.Length,
            [FirstSeenAt] = quarantined.SeenAt,
            [Content] = BinaryData.FromBytes(EventBody.Compress(start)),
            ["ContentEncoding"] = "gzip",
        };
        try
        {
            await _table.AddEntityAsync(entity, cancellationToken);
        }
        catch (RequestFailedException e) when (e.Status == 409 && e.ErrorCode == TableErrorCode.EntityAlreadyExists)
        {
            // The first time is what a person looks for. The last one decides how long it is kept: equal bytes may be a new change.
            await _table.UpdateEntityAsync(
                new TableEntity(entity.PartitionKey, entity.RowKey) { [LastSeenAt] = quarantined.SeenAt },
                ETag.All,
                TableUpdateMode.Merge,
                cancellationToken);
        }
    }

    /// <summary>How many things were quarantined, counted up to a limit in one request.</summary>
    public async Task<int> CountQuarantinedAsync(int limit, CancellationToken cancellationToken) => await _table
        .QueryAsync<TableEntity>(
            TableClient.CreateQueryFilter($"PartitionKey eq {QuarantinePartition}"),
            maxPerPage: limit,
            [nameof(TableEntity.RowKey)],
            cancellationToken)
        .Take(limit)
        .CountAsync(cancellationToken);

    /// <summary>Lists things that were quarantined, in the order of their keys, without their content.</summary>
    /// <param name="afterKey">The key after which to begin; null to begin with the first.</param>
    /// <param name="count">How many at most; no more than 1,000.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    public async Task<List<QuarantinedRow>> ListQuarantinedAsync(string? afterKey, int count, CancellationToken cancellationToken)
    {
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {QuarantinePartition} and RowKey gt {afterKey ?? ""}");
        return await _table.QueryAsync<TableEntity>(filter, maxPerPage: count, [nameof(TableEntity.RowKey), Kind, QuarantineReason, Length, FirstSeenAt], cancellationToken)
            .Take(count)
            .Select(ToQuarantinedRow)
            .ToListAsync(cancellationToken);
    }

    /// <summary>Reads all that was quarantined.</summary>
    public IAsyncEnumerable<QuarantinedRow> ReadAllQuarantinedAsync(CancellationToken cancellationToken) => _table
        .QueryAsync<TableEntity>($"PartitionKey eq '{QuarantinePartition}'", cancellationToken: cancellationToken)
        .Select(ToQuarantinedRow);

    /// <summary>Reads something that was quarantined; null when there is none of that key.</summary>
    public async Task<QuarantinedRow?> ReadQuarantinedAsync(string key, CancellationToken cancellationToken)
    {
        var found = await _table.GetEntityIfExistsAsync<TableEntity>(QuarantinePartition, key, select: null, cancellationToken);
        return found.HasValue ? ToQuarantinedRow(found.Value!) : null;
    }

    /// <summary>Removes a quarantined item.</summary>
    /// <returns>False when there is none of that key.</returns>
    public async Task<bool> RemoveQuarantinedAsync(string key, CancellationToken cancellationToken) =>
        (await _table.DeleteEntityAsync(QuarantinePartition, key, ETag.All, cancellationToken)).Status != 404;

    /// <summary>Removes the quarantined items that came last before a time.</summary>
    /// <returns>How many there were.</returns>
    public async Task<int> RemoveQuarantinedBeforeAsync(DateTimeOffset time, CancellationToken cancellationToken)
    {
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {QuarantinePartition} and FirstSeenAt lt {time}");
        var removed = 0;
        var items = _table.QueryAsync<TableEntity>(filter, select: [nameof(TableEntity.RowKey), LastSeenAt], cancellationToken: cancellationToken);
        await foreach (var item in items)
        {
            if (item.TimeOrNull(LastSeenAt) >= time)
            {
                continue;
            }

            try
            {
                await _table.DeleteEntityAsync(QuarantinePartition, item.RowKey, item.ETag, cancellationToken);
                removed++;
            }
            catch (RequestFailedException e) when (e.Status == 412)
            {
                // It came again in this very moment.
            }
        }

        return removed;
    }

    private static QuarantinedRow ToQuarantinedRow(TableEntity entity) => new(
        entity.RowKey,
        entity.TextOrNull(Kind) ?? "",
        entity.TextOrNull(QuarantineReason) ?? "",
        entity.NumberOrNull(Length) ?? 0,
        entity.TimeOrNull(FirstSeenAt) ?? default,
        ContentOf(entity));

    private static ReadOnlyMemory<byte> ContentOf(TableEntity entity)
    {
        try
        {
            return entity.TryGetValue(Content, out _) ? EventBody.Decompress(entity.GetBinary(Content)) : default;
        }
        catch (Exception e) when (e is InvalidDataException or InvalidOperationException)
        {
            // Edited by hand.
            return default;
        }
    }
}
