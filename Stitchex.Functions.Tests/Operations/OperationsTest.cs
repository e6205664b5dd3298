using Azure.Data.Tables;
using Stitchex.Functions.Events;
using Stitchex.Functions.Tests.Storage;

namespace Stitchex.Functions.Tests.Operations;

/// <summary>An app whose events are stored, and never processed by themselves: a test says where they stand.</summary>
public abstract class OperationsTest(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>, IAsyncLifetime
{
    private int _count;

    /// <summary>Gets the app.</summary>
    internal ReceiverApp App { get; private set; } = null!;

    /// <inheritdoc/>
    public async Task InitializeAsync() => App = await ReceiverApp.StartAsync(azurite);

    /// <inheritdoc/>
    public async Task DisposeAsync() => await App.DisposeAsync();

    /// <summary>Receives an event, and has it stand as told. Its message is gone.</summary>
    internal async Task<StitchexEventId> StoreAsync(
        EventState state, EventOutcome outcome = EventOutcome.None, Action<TableEntity>? change = null)
    {
        var recordId = ++_count;
        await App.ReceiveUntilTakenAsync($$$"""{"event":"invoice_update","invoice":{"id":{{{recordId}}},"updated_at":"2026-11-02T03:00:00Z"}}""");
        await App.Queue.ClearMessagesAsync();
        var row = (await App.EventRowsAsync()).Single(row => row.GetString("RecordId") == $"{recordId}");
        var changed = new TableEntity(row.PartitionKey, row.RowKey) { ["State"] = state.ToString(), ["Outcome"] = outcome == EventOutcome.None ? "" : outcome.ToString(), ["Sequence"] = 3 };
        change?.Invoke(changed);
        await App.Events.UpdateEntityAsync(changed, row.ETag, TableUpdateMode.Merge);
        return Assert.IsType<StitchexEventId>(
            StitchexEventId.TryParse($"{row.PartitionKey}.{row.RowKey["event.".Length..]}", out var id) ? id : null);
    }

    /// <summary>Whether an event's row is there.</summary>
    internal async Task<bool> ExistsAsync(StitchexEventId id) => (await App.Events.GetEntityIfExistsAsync<TableEntity>(id.PartitionKey, id.RowKey)).HasValue;

    /// <summary>The ids that the index entries of a partition of the index name.</summary>
    internal async Task<IEnumerable<string>> IndexEntriesAsync(string? partition = null) => (await App.IndexEntriesAsync(partition)).Select(indexEntry => indexEntry.RowKey[20..]);

    /// <summary>Copies an event's index entry into a partition, as the processor does before it changes a row.</summary>
    internal async Task WriteEntryAsync(StitchexEventId id, string partition)
    {
        var indexEntry = (await App.IndexEntriesAsync()).Single(
            indexEntry => indexEntry.RowKey.EndsWith($"{id}", StringComparison.Ordinal));
        await App.EventIndex.AddEntityAsync(new TableEntity(partition, indexEntry.RowKey)
        {
            ["Resource"] = "invoice",
            ["RecordId"] = indexEntry.GetString("RecordId"),
            ["Action"] = indexEntry.GetString("Action"),
        });
    }

    /// <summary>Lets time pass in storage; the app learns of it with the next response.</summary>
    internal async Task AdvanceAsync(TimeSpan time)
    {
        await App.Account.AdvanceClockAsync(time);
        await App.LearnTimeAsync();
    }
}
