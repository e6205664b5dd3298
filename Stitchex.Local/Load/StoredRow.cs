using Azure.Data.Tables;
using Stitchex.Functions.Configuration;
using Stitchex.Functions.Events;
using Stitchex.Functions.Protocol;

namespace Stitchex.Local.Load;

/// <summary>An event's row, as it stands in storage.</summary>
/// <param name="Id">The event's id, which is the row's key.</param>
/// <param name="State">Where the event stands.</param>
/// <param name="Outcome">What became of it.</param>
internal sealed record StoredRow(StitchexEventId Id, EventState State, EventOutcome Outcome)
{
    private static readonly string[] Columns =
        [nameof(TableEntity.PartitionKey), nameof(TableEntity.RowKey), nameof(EventRow.State), nameof(EventRow.Outcome)];

    /// <summary>Reads all there are, which only a laptop's storage bears.</summary>
    /// <exception cref="InvalidDataException">A row's key is no event's id.</exception>
    public static async Task<IReadOnlyList<StoredRow>> ReadAllAsync(string storageConnectionString, CancellationToken cancellationToken)
    {
        var table = new TableClient(storageConnectionString, StorageNames.EventsTable);
        var filter = TableClient.CreateQueryFilter($"RowKey ge {StitchexEventId.FirstRowKey} and RowKey lt {StitchexEventId.LastRowKey}");
        return await table.QueryAsync<TableEntity>(filter, select: Columns, cancellationToken: cancellationToken).Select(From).ToListAsync(cancellationToken);
    }

    private static StoredRow From(TableEntity entity) => StitchexEventId.TryParseKeys(entity.PartitionKey, entity.RowKey, out var id)
        ? new StoredRow(
            id,
            Enum.Parse<EventState>(entity.GetString(nameof(EventRow.State))),
            Enum.TryParse<EventOutcome>(entity.GetString(nameof(EventRow.Outcome)), out var outcome) ? outcome : EventOutcome.None)
        : throw new InvalidDataException($"The row {entity.PartitionKey}, {entity.RowKey} is no event's.");
}
