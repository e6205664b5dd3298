using System.Globalization;
using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;

namespace Stitchex.Functions.Events;

/// <summary>The table <c>StitchexEventLog</c>: pointers to events, newest first, and what was refused. It holds no state, so it never disagrees with the truth.</summary>
internal sealed class EventLog(TableServiceClient tables)
{
    private const string RefusedPartition = "refused";
    private const string RepeatedAt = "RepeatedAt";
    private const string Kind = "Kind";
    private const string RefusedReason = "Reason";
    private const string Length = "Length";
    private const string FirstSeenAt = "FirstSeenAt";
    private const string Content = "Content";
    private const int MaxRefusedBytes = 48 * 1024;

    private readonly TableClient _table = tables.GetTableClient(StorageNames.LogTable);

    /// <inheritdoc cref="EventStore.AskAsync"/>
    public async Task AskAsync(CancellationToken cancellationToken) =>
        await _table.QueryAsync<TableEntity>("PartitionKey eq ''", maxPerPage: 1, cancellationToken: cancellationToken).AnyAsync(cancellationToken);

    /// <summary>Writes a pointer to an event. Writing it twice leaves one.</summary>
    public Task WritePointerAsync(LogPartition partition, EventPointer pointer, CancellationToken cancellationToken) =>
        _table.UpsertEntityAsync(ToEntity(partition, pointer), TableUpdateMode.Merge, cancellationToken);

    /// <summary>The entity of a pointer in a partition.</summary>
    public static TableEntity ToEntity(LogPartition partition, EventPointer pointer) => new(PartitionKeyOf(partition, pointer.ReceivedAt), pointer.RowKey)
    {
        ["Event"] = pointer.Name,
        ["Resource"] = pointer.Resource,
        ["RecordId"] = pointer.RecordId,
        ["Action"] = pointer.Action,
    };

    /// <summary>Reads pointers to events received in a span of time, newest first.</summary>
    /// <param name="partition">The partition; for <see cref="LogPartition.Day"/>, that of the day on which the span ends.</param>
    /// <param name="after">The start of the span, which is not part of it.</param>
    /// <param name="until">Its end, which is.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    public IAsyncEnumerable<LogEntry> ReadAsync(LogPartition partition, DateTimeOffset after, DateTimeOffset until, CancellationToken cancellationToken) =>
        ReadAsync(
            TableClient.CreateQueryFilter(
                $"PartitionKey eq {PartitionKeyOf(partition, until)} and RowKey ge {EventPointer.RowKeyOf(until)}")
            + TableClient.CreateQueryFilter($" and RowKey lt {EventPointer.RowKeyOf(after)}"),
            cancellationToken);

    /// <summary>Reads the pointers of a partition that come after a row.</summary>
    public IAsyncEnumerable<LogEntry> ReadAsync(LogPartition partition, string? afterRowKey, CancellationToken cancellationToken) =>
        ReadAsync(
            TableClient.CreateQueryFilter($"PartitionKey eq {PartitionKeyOf(partition, default)} and RowKey gt {afterRowKey ?? ""}"),
            cancellationToken);

    /// <summary>Reads a bounded number of pointers that come after a row, in one request.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="day">For <see cref="LogPartition.Day"/>, the day.</param>
    /// <param name="afterRowKey">The row, or the start of the rows' keys.</param>
    /// <param name="from">The earliest time of receipt.</param>
    /// <param name="count">How many at most; no more than 1,000.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    public async Task<LogPage> ReadSomeAsync(
        LogPartition partition, DateOnly day, string afterRowKey, DateTimeOffset from, int count, CancellationToken cancellationToken)
    {
        var partitionKey = PartitionKeyOf(partition, new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc)));
        var end = EventPointer.RowKeyOf(from.AddTicks(-1));
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {partitionKey} and RowKey gt {afterRowKey} and RowKey lt {end}");
        var rows = await _table.QueryAsync<TableEntity>(filter, maxPerPage: count, cancellationToken: cancellationToken).Take(count).ToListAsync(cancellationToken);
        return new LogPage([.. rows.Select(TryReadEntry).OfType<LogEntry>()], rows.Count < count ? null : rows[^1].RowKey);
    }

    /// <summary>Counts the events that were received in a span of time within a day, up to a limit in one request.</summary>
    /// <param name="from">The start of the span.</param>
    /// <param name="until">Its end, which is part of it.</param>
    /// <param name="limit">How many are counted at most; no more than 1,000.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    public async Task<PointerCount> CountAsync(DateTimeOffset from, DateTimeOffset until, int limit, CancellationToken cancellationToken)
    {
        var filter = TableClient.CreateQueryFilter(
            $"PartitionKey eq {PartitionKeyOf(LogPartition.Day, until)} and RowKey gt {EventPointer.RowKeyOf(until)} and RowKey lt {EventPointer.RowKeyOf(from.AddTicks(-1))}");
        var keys = await _table.QueryAsync<TableEntity>(filter, maxPerPage: limit, [nameof(TableEntity.RowKey)], cancellationToken)
            .Take(limit)
            .Select(entity => entity.RowKey)
            .ToListAsync(cancellationToken);
        return new PointerCount(keys.Count, keys is [.., var last] ? EventPointer.TryReadTime(last) : null);
    }

    /// <summary>Reads the pointers of all days before one, the oldest day first.</summary>
    public IAsyncEnumerable<LogEntry> ReadDaysBeforeAsync(DateTimeOffset day, CancellationToken cancellationToken) =>
        ReadAsync(TableClient.CreateQueryFilter($"PartitionKey lt {PartitionKeyOf(LogPartition.Day, day)}"), cancellationToken);

    /// <summary>Whether an entry is of a day's partition, which expires.</summary>
    public static bool IsDay(LogEntry entry) => char.IsAsciiDigit(entry.PartitionKey[0]);

    /// <summary>Notes in a pointer when its event's turn was sent again.</summary>
    public Task MarkRepeatedAsync(LogEntry entry, DateTimeOffset at, CancellationToken cancellationToken) => _table.UpdateEntityAsync(
        new TableEntity(entry.PartitionKey, entry.Pointer.RowKey) { [RepeatedAt] = at }, ETag.All, TableUpdateMode.Merge, cancellationToken);

    /// <summary>Removes a pointer, unless somebody wrote it again since it was read.</summary>
    public async Task RemoveAsync(LogEntry entry, CancellationToken cancellationToken)
    {
        try
        {
            await _table.DeleteEntityAsync(entry.PartitionKey, entry.Pointer.RowKey, entry.ETag, cancellationToken);
        }
        catch (RequestFailedException e) when (e.Status == 412)
        {
            // Needed again. The client takes one that is gone for removed.
        }
    }

    /// <summary>Removes pointers of one partition, as many in a transaction as storage takes.</summary>
    public async Task RemoveAsync(IReadOnlyList<LogEntry> entries, CancellationToken cancellationToken)
    {
        foreach (var some in entries.Chunk(EventStore.MaxTransaction))
        {
            try
            {
                await _table.SubmitTransactionAsync(
                    some.Select(entry => new TableTransactionAction(TableTransactionActionType.Delete, new TableEntity(entry.PartitionKey, entry.Pointer.RowKey), ETag.All)),
                    cancellationToken);
            }
            catch (RequestFailedException e) when (e.Status == 404)
            {
                // One of them is gone already, and kept all of them. Alone, the client takes one that is gone for removed.
                foreach (var entry in some)
                {
                    await _table.DeleteEntityAsync(entry.PartitionKey, entry.Pointer.RowKey, ETag.All, cancellationToken);
                }
            }
        }
    }

    /// <summary>Remembers something that was refused, for a person to see: it may be Stitchex that changed.</summary>
    public async Task RememberRefusedAsync(RefusedItem refused, CancellationToken cancellationToken)
    {
        var start = refused.Content[..Math.Min(refused.Content.Length, MaxRefusedBytes)];
        var entity = new TableEntity(RefusedPartition, KeyPart.Hash(refused.Content.Span))
        {
            [Kind] = refused.Kind,
            [RefusedReason] = refused.Reason,
            [Length] = refused.Content.Length,
            [FirstSeenAt] = refused.SeenAt,
            [Content] = BinaryData.FromBytes(EventBody.Compress(start)),
            ["ContentEncoding"] = "gzip",
        };
        try
        {
            await _table.AddEntityAsync(entity, cancellationToken);
        }
        catch (RequestFailedException e) when (e.Status == 409 && e.ErrorCode == TableErrorCode.EntityAlreadyExists)
        {
            // The first time is what a person looks for; nothing else differs.
        }
    }

    /// <summary>How many things were refused, counted up to a limit in one request.</summary>
    public async Task<int> CountRefusedAsync(int limit, CancellationToken cancellationToken) => await _table
        .QueryAsync<TableEntity>(
            TableClient.CreateQueryFilter($"PartitionKey eq {RefusedPartition}"),
            maxPerPage: limit,
            [nameof(TableEntity.RowKey)],
            cancellationToken)
        .Take(limit)
        .CountAsync(cancellationToken);

    /// <summary>Lists things that were refused, in the order of their keys, without their content.</summary>
    /// <param name="afterKey">The key after which to begin; null to begin with the first.</param>
    /// <param name="count">How many at most; no more than 1,000.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    public async Task<List<RefusedRow>> ListRefusedAsync(string? afterKey, int count, CancellationToken cancellationToken)
    {
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {RefusedPartition} and RowKey gt {afterKey ?? ""}");
        return await _table.QueryAsync<TableEntity>(filter, maxPerPage: count, [nameof(TableEntity.RowKey), Kind, RefusedReason, Length, FirstSeenAt], cancellationToken)
            .Take(count)
            .Select(ToRefusedRow)
            .ToListAsync(cancellationToken);
    }

    /// <summary>Reads something that was refused; null when there is none of that key.</summary>
    public async Task<RefusedRow?> ReadRefusedAsync(string key, CancellationToken cancellationToken)
    {
        var found = await _table.GetEntityIfExistsAsync<TableEntity>(RefusedPartition, key, select: null, cancellationToken);
        return found.HasValue ? ToRefusedRow(found.Value!) : null;
    }

    /// <summary>Forgets something that was refused.</summary>
    /// <returns>False when there is none of that key.</returns>
    public async Task<bool> RemoveRefusedAsync(string key, CancellationToken cancellationToken) =>
        (await _table.DeleteEntityAsync(RefusedPartition, key, ETag.All, cancellationToken)).Status != 404;

    private static RefusedRow ToRefusedRow(TableEntity entity) => new(
        entity.RowKey,
        entity.GetString(Kind) ?? "",
        entity.GetString(RefusedReason) ?? "",
        entity.GetInt32(Length) ?? 0,
        entity.GetDateTimeOffset(FirstSeenAt) ?? default,
        entity.GetBinary(Content) is { } content ? EventBody.Decompress(content) : default);

    private async IAsyncEnumerable<LogEntry> ReadAsync(string filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var entity in _table.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
        {
            if (TryReadEntry(entity) is { } entry)
            {
                yield return entry;
            }
        }
    }

    private static LogEntry? TryReadEntry(TableEntity entity) => EventPointer.TryRead(entity) is { } pointer
        ? new LogEntry(entity.PartitionKey, pointer, entity.Timestamp ?? default, entity.GetDateTimeOffset(RepeatedAt), entity.ETag)
        : null;

    private static string PartitionKeyOf(LogPartition partition, DateTimeOffset receivedAt) => partition switch
    {
        LogPartition.Day => receivedAt.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        LogPartition.Dead => "dead",
        LogPartition.Open => "open",
        _ => throw new ArgumentOutOfRangeException(nameof(partition), partition, "No such partition."),
    };
}
