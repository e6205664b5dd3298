using Azure;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;
using Stitchex.Functions.Configuration;
using Stitchex.Functions.Events;
using Stitchex.Functions.Protocol;

namespace Stitchex.Functions.Storage;

/// <summary>The table <c>StitchexEvents</c>: one row per event, and one per record in the same partition, so that one transaction can change both.</summary>
internal sealed partial class EventStore(TableServiceClient tables)
{
    /// <summary>How many rows one transaction takes at most: a limit of Table Storage.</summary>
    public const int MaxTransaction = 100;

    private static readonly string[] ReceiptColumns =
    [
        nameof(EventRow.State), nameof(EventRow.StartedAt), nameof(EventRow.ReceivedAt), nameof(EventRow.ResolvedAt),
        nameof(EventRow.RetriesEndedAt),
    ];

    private readonly TableClient _table = tables.GetTableClient(StorageNames.EventsTable);

    /// <summary>Asks the table for nothing much. A query, for where one row is read a missing table looks like a missing row.</summary>
    /// <exception cref="RequestFailedException">The table is missing or unavailable.</exception>
    public async Task ProbeAsync(CancellationToken cancellationToken) =>
        await _table.QueryAsync<TableEntity>("PartitionKey eq ''", maxPerPage: 1, cancellationToken: cancellationToken).AnyAsync(cancellationToken);

    /// <summary>Whether there is a record, in one request: its row stays when its events are purged.</summary>
    public async Task<bool> HasRecordsAsync(CancellationToken cancellationToken)
    {
        var filter = TableClient.CreateQueryFilter($"RowKey eq {RecordRow.RowKey}");
        return await _table.QueryAsync<TableEntity>(filter, 1, [nameof(TableEntity.RowKey)], cancellationToken).AnyAsync(cancellationToken);
    }

    /// <summary>Stores an event if it is not there yet.</summary>
    /// <returns>False when a row is there: another delivery's, or our own, whose first response was lost.</returns>
    public async Task<bool> InsertAsync(StitchexEvent received, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var row = new EventRow
        {
            Id = received.Id,
            Name = received.Name,
            Resource = received.Resource,
            Action = received.Action,
            RecordId = received.RecordId,
            Version = received.Version,
            OrganisationId = received.OrganisationId,
            Numbers = RecordNumbers.ToText(received.Numbers),
            ReceivedAt = now,
            OpenedAt = now,
        };
        var entity = RowMapping.ToEntity(row, before: null);
        EventBody.Write(entity, received.Body);
        return await AddAsync(entity, cancellationToken);
    }

    /// <summary>Stores a row without a body if there is none yet.</summary>
    public Task InsertAsync(EventRow row, CancellationToken cancellationToken) => AddAsync(RowMapping.ToEntity(row, before: null), cancellationToken);

    /// <summary>
    /// Reads no more of an event than its state, when it was received, and when the attempt began that is under way; null when there is no such row.
    /// </summary>
    public Task<EventRow?> ReadReceiptAsync(StitchexEventId id, CancellationToken cancellationToken) =>
        ReadAsync(id, ReceiptColumns, cancellationToken);

    /// <summary>Reads an event's row without its body; null when there is none.</summary>
    public Task<EventRow?> ReadRowAsync(StitchexEventId id, CancellationToken cancellationToken) => ReadAsync(id, RowMapping.EventColumns, cancellationToken);

    /// <summary>Reads an event's row and its record's, side by side.</summary>
    public async Task<StoredRows> ReadAsync(StitchexEventId id, CancellationToken cancellationToken)
    {
        var reading = _table.GetEntityIfExistsAsync<TableEntity>(id.PartitionKey, id.RowKey, select: null, cancellationToken);
        var record = await _table.GetEntityIfExistsAsync<TableEntity>(id.PartitionKey, RecordRow.RowKey, select: null, cancellationToken);
        var row = await reading;
        return new StoredRows(
            row.HasValue ? RowMapping.ToEventRow(row.Value!, id) : null,
            record.HasValue ? RowMapping.ToRecordRow(record.Value!) : new RecordRow(),
            row.HasValue ? EventBody.Read(row.Value!) : null);
    }

    /// <summary>Reads some rows of one record's events without their bodies, in one request.</summary>
    /// <param name="partitionKey">The record's partition.</param>
    /// <param name="afterRowKey">The row after which to begin; null to begin with the first.</param>
    /// <param name="count">How many at most; no more than 1,000.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    public async Task<List<EventRow>> ReadEventsAsync(string partitionKey, string? afterRowKey, int count, CancellationToken cancellationToken)
    {
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {partitionKey} and RowKey gt {afterRowKey ?? StitchexEventId.FirstRowKey} and RowKey lt {StitchexEventId.LastRowKey}");
        return await _table.QueryAsync<TableEntity>(filter, maxPerPage: count, [nameof(TableEntity.RowKey), .. RowMapping.EventColumns], cancellationToken)
            .Take(count)
            .Select(
                entity => StitchexEventId.TryParseKeys(partitionKey, entity.RowKey, out var id) ? RowMapping.ToEventRow(entity, id) : null)
            .OfType<EventRow>()
            .ToListAsync(cancellationToken);
    }

    /// <summary>Reads what was delivered last of a record; null when nothing was ever tried of it.</summary>
    public async Task<RecordRow?> ReadRecordAsync(string partitionKey, CancellationToken cancellationToken)
    {
        var found = await _table.GetEntityIfExistsAsync<TableEntity>(partitionKey, RecordRow.RowKey, select: null, cancellationToken);
        return found.HasValue ? RowMapping.ToRecordRow(found.Value!) : null;
    }

    /// <summary>Whether anything is stored of a record: that it was tried, or an event.</summary>
    public async Task<bool> HasRowsAsync(string partitionKey, CancellationToken cancellationToken)
    {
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {partitionKey}");
        return await _table.QueryAsync<TableEntity>(filter, 1, [nameof(TableEntity.RowKey)], cancellationToken).AnyAsync(cancellationToken);
    }

    /// <summary>Reads what was delivered last of some records of a resource, in the order of their partitions.</summary>
    /// <param name="resourceKey">The resource's part of their keys.</param>
    /// <param name="afterPartitionKey">The record after which to begin; null to begin with the first.</param>
    /// <param name="count">How many at most; no more than 1,000.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    public async Task<List<(string PartitionKey, RecordRow Row)>> ReadRecordsAsync(
        string resourceKey, string? afterPartitionKey, int count, CancellationToken cancellationToken)
    {
        // The slash follows the dot.
        var (after, end) = (afterPartitionKey ?? $"{resourceKey}.", $"{resourceKey}/");
        var filter = TableClient.CreateQueryFilter($"PartitionKey gt {after} and PartitionKey lt {end} and RowKey eq {RecordRow.RowKey}");
        return await _table.QueryAsync<TableEntity>(filter, maxPerPage: count, cancellationToken: cancellationToken)
            .Take(count)
            .Select(entity => (entity.PartitionKey, RowMapping.ToRecordRow(entity)))
            .ToListAsync(cancellationToken);
    }

    /// <summary>Changes an event's row, and the record's where one is given, in one transaction under the versions that were read.</summary>
    /// <param name="before">The rows as they were read.</param>
    /// <param name="change">What they are to be.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>The rows as they are now; null when somebody else changed one of them since, and then nothing was changed here.</returns>
    public async Task<StoredRows?> CommitAsync(StoredRows before, Effect.Commit change, CancellationToken cancellationToken)
    {
        var id = change.Row.Id;
        List<TableTransactionAction> actions =
        [
            new(TableTransactionActionType.UpdateMerge, RowMapping.ToEntity(change.Row, before.Row), before.Row!.ETag),
        ];
        if (change.Record is { } record)
        {
            actions.Add(before.Record.ETag == default
                ? new(TableTransactionActionType.Add, RowMapping.ToEntity(id.PartitionKey, record, before: null))
                : new(TableTransactionActionType.UpdateMerge, RowMapping.ToEntity(id.PartitionKey, record, before.Record), before.Record.ETag));
        }

        try
        {
            var responses = (await _table.SubmitTransactionAsync(actions, cancellationToken)).Value;
            return before with
            {
                Row = change.Row with { ETag = responses[0].Headers.ETag ?? default },
                Record = change.Record is null ? before.Record : change.Record with { ETag = responses[1].Headers.ETag ?? default },
            };
        }
        catch (RequestFailedException e) when (IsConflict(e))
        {
            // Perhaps it was ourselves: a response was lost, and the client's own retry met what it had written.
            var now = await ReadAsync(id, cancellationToken);
            var isOurs = now.Row is { } row && row with { ETag = default } == change.Row with { ETag = default }
                && (change.Record?.LeaseOwner is null || change.Record.LeaseOwner == now.Record.LeaseOwner);
            return isOurs ? now : null;
        }
    }

    /// <summary>
    /// Changes a record's row alone: its lease is renewed, a change is noted before it is delivered, or its event's row was changed by somebody else while the
    /// record was worked on.
    /// </summary>
    /// <returns>The row as it is now; null when somebody else changed it since.</returns>
    public async Task<RecordRow?> CommitAsync(
        string partitionKey, RecordRow before, RecordRow after, CancellationToken cancellationToken)
    {
        if (await TryCommitAsync(partitionKey, before, after, cancellationToken) is { } committed)
        {
            return committed;
        }

        var now = await ReadRecordAsync(partitionKey, cancellationToken) ?? new RecordRow();
        if (now with { ETag = default } == after with { ETag = default })
        {
            return now;
        }

        // Under our lease nobody else writes: it was a write of our own, whose response never came.
        return after.LeaseOwner is { } owner && now.LeaseOwner == owner
            ? await TryCommitAsync(partitionKey, now, after, cancellationToken)
            : null;
    }

    /// <summary>Removes rows of one record's events, unless they were changed since they were read.</summary>
    /// <param name="rows">The rows; no more than <see cref="MaxTransaction"/>.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>The events whose rows are gone.</returns>
    public async Task<IReadOnlyList<StitchexEventId>> RemoveAsync(IReadOnlyList<EventRow> rows, CancellationToken cancellationToken)
    {
        try
        {
            await (rows is [var only]
                ? _table.DeleteEntityAsync(only.Id.PartitionKey, only.Id.RowKey, only.ETag, cancellationToken)
                : (Task)_table.SubmitTransactionAsync(rows.Select(Deletion), cancellationToken));
            return [.. rows.Select(row => row.Id)];
        }
        catch (RequestFailedException e) when (IsConflict(e))
        {
            if (rows.Count == 1)
            {
                return [];
            }

            // One of them changed or is gone, and kept all of them. Alone, the client takes one that is gone for removed.
            List<StitchexEventId> removed = [];
            foreach (var row in rows)
            {
                removed.AddRange(await RemoveAsync([row], cancellationToken));
            }

            return removed;
        }
    }

    /// <summary>Notes that an operator resolved an event, or ended its retries. Only the processor changes its state.</summary>
    /// <returns>False when the row was changed since it was read.</returns>
    public async Task<bool> EndAsync(EventRow row, OperatorAction action, CancellationToken cancellationToken)
    {
        var actions = row.Actions.With(action).ToString();
        var entity = new TableEntity(row.Id.PartitionKey, row.Id.RowKey) { [nameof(EventRow.Actions)] = actions };
        if (action.What == OperatorAction.Resolved)
        {
            (entity[nameof(EventRow.ResolvedAt)], entity[nameof(EventRow.ResolvedNote)]) = (action.At, action.Note);
        }
        else
        {
            entity[nameof(EventRow.RetriesEndedAt)] = action.At;
        }

        try
        {
            await _table.UpdateEntityAsync(entity, row.ETag, TableUpdateMode.Merge, cancellationToken);
            return true;
        }
        catch (RequestFailedException e) when (IsConflict(e))
        {
            // Perhaps it was ourselves: a response was lost, and the client's own retry met what it had written.
            return await ReadRowAsync(row.Id, cancellationToken) is { } now && now.Actions.Entries.Contains(action);
        }
    }

    /// <summary>Changes a record's row alone, or adds it.</summary>
    /// <returns>The row as it is now; null when it is not as it was read.</returns>
    public async Task<RecordRow?> TryCommitAsync(
        string partitionKey, RecordRow before, RecordRow after, CancellationToken cancellationToken)
    {
        try
        {
            var isNew = before.ETag == default;
            var entity = RowMapping.ToEntity(partitionKey, after, isNew ? null : before);
            var response = await (isNew
                ? _table.AddEntityAsync(entity, cancellationToken)
                : _table.UpdateEntityAsync(entity, before.ETag, TableUpdateMode.Merge, cancellationToken));
            return after with { ETag = response.Headers.ETag ?? default };
        }
        catch (RequestFailedException e) when (IsConflict(e))
        {
            return null;
        }
    }

    private async Task<EventRow?> ReadAsync(StitchexEventId id, IEnumerable<string> columns, CancellationToken cancellationToken)
    {
        var found = await _table.GetEntityIfExistsAsync<TableEntity>(id.PartitionKey, id.RowKey, columns, cancellationToken);
        return found.HasValue ? RowMapping.ToEventRow(found.Value!, id) : null;
    }

    private async Task<bool> AddAsync(TableEntity entity, CancellationToken cancellationToken)
    {
        try
        {
            await _table.AddEntityAsync(entity, cancellationToken);
            return true;
        }
        catch (RequestFailedException e) when (e.Status == 409 && e.ErrorCode == TableErrorCode.EntityAlreadyExists)
        {
            return false;
        }
    }

    private static TableTransactionAction Deletion(EventRow row) =>
        new(TableTransactionActionType.Delete, new TableEntity(row.Id.PartitionKey, row.Id.RowKey), row.ETag);

    // 412: changed; 409: the record's row was added; 404: the event's row was purged.
    private static bool IsConflict(RequestFailedException e) => e.Status is 404 or 409 or 412 && e.ErrorCode != TableErrorCode.TableNotFound;
}
