using System.Globalization;
using System.Text;
using Azure.Data.Tables;
using Stitchex.Functions.Configuration;
using Stitchex.Functions.Events;
using Stitchex.Functions.Protocol;
using Stitchex.Functions.Storage;

namespace Stitchex.Local.Load;

/// <summary>
/// Fills storage with events as the app would have left them, straight into its tables: what is shown of few events has to be shown of many
/// at the same cost. Ten in a hundred are dead-lettered, five wait, the rest is handled; they are spread evenly over a time that ends now.
/// Each record has a number that leads to it.
/// </summary>
/// <param name="connectionString">The connection string of storage.</param>
/// <param name="time">Tells when the time ends over which they are spread.</param>
/// <param name="options">How the tables are reached; null for the usual way.</param>
internal sealed class StoredEvents(string connectionString, TimeProvider time, TableClientOptions? options = null)
{
    private const int Concurrency = 4;

    private readonly TableClient _events = new(connectionString, StorageNames.EventsTable, options);
    private readonly TableClient _index = new(connectionString, StorageNames.IndexTable, options);
    private readonly NumberIndex _numbers = new(new TableServiceClient(connectionString, options));

    /// <summary>
    /// Gets how many events there are of each record: up to 99, for they and its row are inserted in one transaction. The default value is
    /// 50.
    /// </summary>
    public int EventsPerRecord { get; init; } = 50;

    /// <summary>Gets the id of the first record. The default value is 1,000,000.</summary>
    public int FirstRecord { get; init; } = 1_000_000;

    /// <summary>Gets a value indicating whether all events are handled: nobody has to look at any.</summary>
    public bool AreAllHandled { get; init; }

    /// <summary>The number that people know a record by.</summary>
    public static string NumberOf(int recordId) => string.Create(CultureInfo.InvariantCulture, $"INV-{recordId}");

    /// <summary>Inserts events.</summary>
    /// <param name="count">How many.</param>
    /// <param name="span">Over which time they are spread.</param>
    /// <param name="cancellationToken">Ends it early; what was inserted stays.</param>
    public async Task InsertAsync(int count, TimeSpan span, CancellationToken cancellationToken)
    {
        var end = time.GetUtcNow();
        var start = end - span;
        var records = Enumerable.Range(0, (count + EventsPerRecord - 1) / EventsPerRecord);
        await Parallel.ForEachAsync(records, Limits(cancellationToken), async (record, token) =>
        {
            var rows = Enumerable.Range(record * EventsPerRecord, Math.Min(EventsPerRecord, count - (record * EventsPerRecord)))
                .Select(number => Row(number, record, start + (span * ((number + 1d) / count))))
                .ToList();
            var last = rows[^1];
            await _events.SubmitTransactionAsync(rows.Select(EntityOf).Append(RecordOf(last)).Select(Insert), token);
            await _numbers.WriteAsync(RecordNumbers.Parse(last.Numbers).Single(), last.Id, last.Resource, last.RecordId!, token);
        });

        // IndexEntries of one day are in one partition, however many records they are of.
        var indexEntries = Enumerable.Range(0, count)
            .Select(number => Row(number, number / EventsPerRecord, start + (span * ((number + 1d) / count))))
            .SelectMany(IndexEntriesOf)
            .GroupBy(indexEntry => indexEntry.PartitionKey)
            .SelectMany(partition => partition.Chunk(EventStore.MaxTransaction));
        await Parallel.ForEachAsync(indexEntries, Limits(cancellationToken), async (some, token) => await _index.SubmitTransactionAsync(some.Select(Insert), token));
    }

    private static ParallelOptions Limits(CancellationToken cancellationToken) => new() { MaxDegreeOfParallelism = Concurrency, CancellationToken = cancellationToken };

    // The client tries again what took too long, and may have been done.
    private static TableTransactionAction Insert(TableEntity entity) => new(TableTransactionActionType.UpsertReplace, entity);

    private EventRow Row(int number, int record, DateTimeOffset at)
    {
        var recordId = (FirstRecord + record).ToString(CultureInfo.InvariantCulture);
        var (state, outcome, error) = (number % 100) switch
        {
            _ when AreAllHandled => (EventState.Completed, EventOutcome.Handled, null),
            < 10 => (EventState.DeadLettered, EventOutcome.RetriesExhausted, "The API responded with 422."),
            < 15 => (EventState.Retrying, EventOutcome.None, "The API failed (503)."),
            _ => (EventState.Completed, EventOutcome.Handled, null),
        };
        return new EventRow
        {
            Id = StitchexEventId.Create("invoice", recordId, "update", KeyPart.Hash(Encoding.UTF8.GetBytes($"stored {recordId} {number}"))),
            Name = "invoice_update",
            Resource = "invoice",
            Action = "update",
            RecordId = recordId,
            Numbers = RecordNumbers.ToText([new RecordNumber("invoice_number", NumberOf(FirstRecord + record))]),
            Version = at,
            ReceivedAt = at,
            OpenedAt = at,
            State = state,
            Outcome = outcome,
            Error = error,
            Sequence = 1,
            Attempt = 1,
            NextAttemptAt = state == EventState.Retrying ? at.AddHours(1) : null,
            Attempts = AttemptHistory.Empty.With(at, outcome == EventOutcome.None ? $"{state}" : $"{outcome}", 200, error),
        };
    }

    private static TableEntity EntityOf(EventRow row)
    {
        var entity = RowMapping.ToEntity(row, before: null);
        EventBody.Write(entity, Encoding.UTF8.GetBytes($$$"""{"event":"invoice_update","invoice":{"id":{{{row.RecordId}}},"updated_at":"{{{row.Version:O}}}"}}"""));
        return entity;
    }

    private static TableEntity RecordOf(EventRow last) => RowMapping.ToEntity(
        last.Id.PartitionKey,
        new RecordRow { Version = last.Version, Hash = last.Id.Hash, ChangeCount = 1, FetchedAt = last.ReceivedAt, Numbers = last.Numbers },
        before: null);

    private static IEnumerable<TableEntity> IndexEntriesOf(EventRow row)
    {
        var indexEntry = IndexEntry.From(row);
        yield return EventIndex.ToEntity(IndexPartition.Day, indexEntry);
        if (row.State != EventState.Completed)
        {
            yield return EventIndex.ToEntity(
                row.State == EventState.DeadLettered ? IndexPartition.DeadLettered : IndexPartition.Open, indexEntry);
        }
    }
}
