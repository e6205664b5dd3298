using Azure.Data.Tables;
using Stitchex.Functions.Configuration;
using Stitchex.Functions.Events;
using Stitchex.Functions.Protocol;

namespace Stitchex.Local.Lab;

/// <summary>An event's row, as it is in storage.</summary>
internal sealed record StoredRow(StitchexEventId Id, EventState State, EventOutcome Outcome, int Retries = 0)
{
    private static readonly string[] Columns =
    [
        nameof(TableEntity.PartitionKey), nameof(TableEntity.RowKey), nameof(EventRow.State), nameof(EventRow.Outcome), nameof(EventRow.Attempts),
        nameof(EventRow.Error), nameof(EventRow.HandlerResults),
    ];

    /// <summary>Gets what went wrong last; null when nothing did.</summary>
    public string? Error { get; private init; }

    /// <summary>Gets what became of it at each handler.</summary>
    public IReadOnlyList<HandlerResult> Handlers { get; private init; } = [];

    /// <summary>Gets a value indicating whether it is not done.</summary>
    public bool IsOpen => State is not (EventState.Completed or EventState.DeadLettered);

    /// <summary>Gets a value indicating whether its record was gone from the API, or gone before it was fetched.</summary>
    public bool IsNotFound => Outcome is EventOutcome.NotFound or EventOutcome.VersionNeverAppeared or EventOutcome.NotDeleted;

    /// <summary>Gets a value indicating whether its change was delivered for another event, or a newer one overtook it.</summary>
    public bool IsOvertaken => Outcome is EventOutcome.Unchanged or EventOutcome.Superseded;

    /// <summary>Reads all there are, which only a laptop's storage bears.</summary>
    /// <exception cref="InvalidDataException">A row's key is no event's id.</exception>
    public static async Task<IReadOnlyList<StoredRow>> ReadAllAsync(string storageConnectionString, CancellationToken cancellationToken)
    {
        var table = new TableClient(storageConnectionString, StorageNames.EventsTable, FastFailClientOptions.Short(new TableClientOptions()));
        var filter = TableClient.CreateQueryFilter($"RowKey ge {StitchexEventId.FirstRowKey} and RowKey lt {StitchexEventId.LastRowKey}");
        return await table.QueryAsync<TableEntity>(filter, select: Columns, cancellationToken: cancellationToken).Select(From).ToListAsync(cancellationToken);
    }

    private static StoredRow From(TableEntity entity) => StitchexEventId.TryParseKeys(entity.PartitionKey, entity.RowKey, out var id)
        ? new StoredRow(
            id,
            Enum.Parse<EventState>(entity.GetString(nameof(EventRow.State))),
            Enum.TryParse<EventOutcome>(entity.GetString(nameof(EventRow.Outcome)), out var outcome) ? outcome : EventOutcome.None,
            AttemptHistory.Parse(entity.GetString(nameof(EventRow.Attempts))).Entries.Count(attempt => attempt.Result == nameof(EventState.Retrying)))
        {
            Error = entity.GetString(nameof(EventRow.Error)),
            Handlers = [.. HandlerResult.Parse(entity.GetString(nameof(EventRow.HandlerResults)))],
        }
        : throw new InvalidDataException($"The row {entity.PartitionKey}, {entity.RowKey} is no event's.");
}
