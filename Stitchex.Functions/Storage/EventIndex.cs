using System.Globalization;
using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;
using Stitchex.Functions.Configuration;
using Stitchex.Functions.Protocol;

namespace Stitchex.Functions.Storage;

/// <summary>The table <c>StitchexEventIndex</c>: index entries of events, newest first, and what was quarantined. It holds no state, so it never disagrees with the truth.</summary>
internal sealed partial class EventIndex(TableServiceClient tables)
{
    private const string QuarantinePartition = "quarantine";
    private const string ResentAt = "ResentAt";
    private const string IsOnly = "IsOnly";
    private const int MaxPage = 1_000;

    private readonly TableClient _table = tables.GetTableClient(StorageNames.IndexTable);

    /// <inheritdoc cref="EventStore.ProbeAsync"/>
    public async Task ProbeAsync(CancellationToken cancellationToken) =>
        await _table.QueryAsync<TableEntity>("PartitionKey eq ''", maxPerPage: 1, cancellationToken: cancellationToken).AnyAsync(cancellationToken);

    /// <summary>Whether there is an index entry of any event, in one request.</summary>
    public async Task<bool> HasEntriesAsync(CancellationToken cancellationToken)
    {
        var filter = TableClient.CreateQueryFilter($"PartitionKey lt {QuarantinePartition}");
        return await _table.QueryAsync<TableEntity>(filter, 1, [nameof(TableEntity.RowKey)], cancellationToken).AnyAsync(cancellationToken);
    }

    /// <summary>Writes the index entry of an event. Writing it twice leaves one.</summary>
    public Task WriteEntryAsync(IndexPartition partition, IndexEntry indexEntry, CancellationToken cancellationToken) =>
        _table.UpsertEntityAsync(ToEntity(partition, indexEntry), TableUpdateMode.Merge, cancellationToken);

    /// <summary>The entity of an index entry in a partition.</summary>
    public static TableEntity ToEntity(IndexPartition partition, IndexEntry indexEntry) => new(PartitionKeyOf(partition, indexEntry.ReceivedAt), indexEntry.RowKey)
    {
        ["Event"] = indexEntry.Name,
        ["Resource"] = indexEntry.Resource,
        ["RecordId"] = indexEntry.RecordId,
        ["Action"] = indexEntry.Action,
    };

    /// <summary>Reads index entries of events received in a span of time, newest first.</summary>
    /// <param name="partition">The partition; for <see cref="IndexPartition.Day"/>, that of the day on which the span ends.</param>
    /// <param name="after">The start of the span, which is not part of it.</param>
    /// <param name="until">Its end, which is.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    public IAsyncEnumerable<IndexRow> ReadAsync(IndexPartition partition, DateTimeOffset after, DateTimeOffset until, CancellationToken cancellationToken) =>
        ReadAsync(
            TableClient.CreateQueryFilter(
                $"PartitionKey eq {PartitionKeyOf(partition, until)} and RowKey ge {IndexEntry.RowKeyOf(until)}")
            + TableClient.CreateQueryFilter($" and RowKey lt {IndexEntry.RowKeyOf(after)}"),
            cancellationToken);

    /// <summary>Reads the index entries of a partition that come after a row.</summary>
    public IAsyncEnumerable<IndexRow> ReadAsync(IndexPartition partition, string? afterRowKey, CancellationToken cancellationToken) =>
        ReadAsync(
            TableClient.CreateQueryFilter($"PartitionKey eq {PartitionKeyOf(partition, default)} and RowKey gt {afterRowKey ?? ""}"),
            cancellationToken);

    /// <summary>Reads a bounded number of index entries that come after a row, in one request.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="day">For <see cref="IndexPartition.Day"/>, the day.</param>
    /// <param name="afterRowKey">The row, or the start of the rows' keys.</param>
    /// <param name="from">The earliest time of receipt.</param>
    /// <param name="count">How many at most; no more than 1,000.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    public async Task<IndexPage> ReadSomeAsync(
        IndexPartition partition, DateOnly day, string afterRowKey, DateTimeOffset from, int count, CancellationToken cancellationToken)
    {
        var partitionKey = PartitionKeyOf(partition, new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc)));
        var end = IndexEntry.RowKeyOf(from.AddTicks(-1));
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {partitionKey} and RowKey gt {afterRowKey} and RowKey lt {end}");
        var rows = await _table.QueryAsync<TableEntity>(filter, maxPerPage: count, cancellationToken: cancellationToken).Take(count).ToListAsync(cancellationToken);
        return new IndexPage([.. rows.Select(TryReadEntry).OfType<IndexRow>()], rows.Count < count ? null : rows[^1].RowKey);
    }

    /// <summary>
    /// Reads the oldest index entries of a partition of which there is but one. Keys lead from the newest to the oldest, so where one request does not reach the
    /// end, it is looked for by halving the time: some 40 more requests at most.
    /// </summary>
    /// <returns>The newest first, the oldest of all last; at most 1,000.</returns>
    public async Task<IReadOnlyList<IndexRow>> ReadOldestAsync(IndexPartition partition, CancellationToken cancellationToken)
    {
        var page = await ReadSomeAsync(partition, default, afterRowKey: "", DateTimeOffset.UnixEpoch, MaxPage, cancellationToken);
        var (older, newer) = (DateTimeOffset.UnixEpoch, page.Next is null ? default : IndexEntry.TryReadTime(page.Next) ?? default);
        while (page.Next is not null && newer - older > TimeSpan.FromMilliseconds(1))
        {
            var middle = older + ((newer - older) / 2);
            var beyond = await ReadSomeAsync(partition, default, IndexEntry.RowKeyOf(middle), DateTimeOffset.UnixEpoch, MaxPage, cancellationToken);
            if (beyond is { Entries: [], Next: null })
            {
                older = middle;
            }
            else
            {
                (page, newer) = (beyond, middle);
            }
        }

        return page.Entries;
    }

    /// <summary>Counts the events that were received in a span of time within a day, up to a limit in one request.</summary>
    /// <param name="from">The start of the span.</param>
    /// <param name="until">Its end, which is part of it.</param>
    /// <param name="limit">How many are counted at most; no more than 1,000.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    public async Task<IndexEntryCount> CountAsync(DateTimeOffset from, DateTimeOffset until, int limit, CancellationToken cancellationToken)
    {
        var filter = TableClient.CreateQueryFilter(
            $"PartitionKey eq {PartitionKeyOf(IndexPartition.Day, until)} and RowKey gt {IndexEntry.RowKeyOf(until)} and RowKey lt {IndexEntry.RowKeyOf(from.AddTicks(-1))}");
        var keys = await _table.QueryAsync<TableEntity>(filter, maxPerPage: limit, [nameof(TableEntity.RowKey)], cancellationToken)
            .Take(limit)
            .Select(entity => entity.RowKey)
            .ToListAsync(cancellationToken);
        return new IndexEntryCount(keys.Count, keys is [.., var last] ? IndexEntry.TryReadTime(last) : null);
    }

    /// <summary>Reads the index entries of all days before one, the oldest day first.</summary>
    public IAsyncEnumerable<IndexRow> ReadDaysBeforeAsync(DateTimeOffset day, CancellationToken cancellationToken) =>
        ReadAsync(TableClient.CreateQueryFilter($"PartitionKey lt {PartitionKeyOf(IndexPartition.Day, day)}"), cancellationToken);

    /// <summary>Whether an entry is of a day's partition, which expires.</summary>
    public static bool IsDay(IndexRow entry) => char.IsAsciiDigit(entry.PartitionKey[0]);

    /// <summary>Notes in an index entry when its event's message was resent.</summary>
    public Task MarkResentAsync(IndexRow entry, DateTimeOffset at, CancellationToken cancellationToken) => _table.UpdateEntityAsync(
        new TableEntity(entry.PartitionKey, entry.Entry.RowKey) { [ResentAt] = at }, ETag.All, TableUpdateMode.Merge, cancellationToken);

    /// <summary>Has the index entry of an expired day go on in a partition that does not expire, where it is the only one that leads to its event.</summary>
    public Task KeepAsync(IndexPartition partition, IndexEntry indexEntry, CancellationToken cancellationToken)
    {
        var entity = ToEntity(partition, indexEntry);
        entity[IsOnly] = true;
        return _table.UpsertEntityAsync(entity, TableUpdateMode.Merge, cancellationToken);
    }

    /// <summary>
    /// Removes an index entry, unless somebody wrote it again since it was read. If it is the only one that leads to its event, that of its day is written first, so
    /// that the event is purged.
    /// </summary>
    public async Task RemoveAsync(IndexRow entry, CancellationToken cancellationToken)
    {
        if (entry.IsOnly)
        {
            await WriteEntryAsync(IndexPartition.Day, entry.Entry, cancellationToken);
        }

        try
        {
            await _table.DeleteEntityAsync(entry.PartitionKey, entry.Entry.RowKey, entry.ETag, cancellationToken);
        }
        catch (RequestFailedException e) when (e.Status == 412)
        {
            // Needed again. The client takes one that is gone for removed.
        }
    }

    /// <summary>Removes index entries of one partition, as many in a transaction as storage takes.</summary>
    public async Task RemoveAsync(IReadOnlyList<IndexRow> entries, CancellationToken cancellationToken)
    {
        foreach (var some in entries.Chunk(EventStore.MaxTransaction))
        {
            try
            {
                await _table.SubmitTransactionAsync(
                    some.Select(entry => new TableTransactionAction(TableTransactionActionType.Delete, new TableEntity(entry.PartitionKey, entry.Entry.RowKey), ETag.All)),
                    cancellationToken);
            }
            catch (RequestFailedException e) when (e.Status == 404)
            {
                // One of them is gone already, and kept all of them. Alone, the client takes one that is gone for removed.
                foreach (var entry in some)
                {
                    await _table.DeleteEntityAsync(entry.PartitionKey, entry.Entry.RowKey, ETag.All, cancellationToken);
                }
            }
        }
    }

    /// <summary>Removes all index entries of an event: of the days on which it came, and of what requires attention or is not done.</summary>
    public async Task RemoveAsync(EventRow row, CancellationToken cancellationToken)
    {
        var key = IndexEntry.From(row).RowKey;
        var first = PartitionKeyOf(IndexPartition.Day, row.ReceivedAt);
        foreach (var partition in new[] { IndexPartition.Day, IndexPartition.DeadLettered, IndexPartition.Open })
        {
            await _table.DeleteEntityAsync(PartitionKeyOf(partition, row.ReceivedAt), key, ETag.All, cancellationToken);
        }

        if (row.RepeatedAt is { } last)
        {
            var days = TableClient.CreateQueryFilter(
                $"PartitionKey gt {first} and PartitionKey le {PartitionKeyOf(IndexPartition.Day, last)} and Resource eq {row.Resource}");
            await foreach (var entry in ReadAsync(days, cancellationToken).Where(entry => entry.Entry.Id == row.Id))
            {
                await _table.DeleteEntityAsync(entry.PartitionKey, entry.Entry.RowKey, ETag.All, cancellationToken);
            }
        }
    }

    private async IAsyncEnumerable<IndexRow> ReadAsync(string filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var entity in _table.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
        {
            if (TryReadEntry(entity) is { } entry)
            {
                yield return entry;
            }
        }
    }

    private static IndexRow? TryReadEntry(TableEntity entity) => IndexEntry.TryRead(entity) is { } indexEntry
        ? new IndexRow(entity.PartitionKey, indexEntry, entity.Timestamp ?? default, entity.TimeOrNull(ResentAt), entity.ContainsKey(IsOnly), entity.ETag)
        : null;

    private static string PartitionKeyOf(IndexPartition partition, DateTimeOffset receivedAt) => partition switch
    {
        IndexPartition.Day => receivedAt.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        IndexPartition.DeadLettered => "dead-lettered",
        IndexPartition.Open => "open",
        _ => throw new ArgumentOutOfRangeException(nameof(partition), partition, "No such partition."),
    };
}
