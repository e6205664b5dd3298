using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using Stitchex.Functions.Events;
using Stitchex.Functions.Operations;
using Stitchex.Functions.Protocol;
using Stitchex.Functions.Storage;
using Stitchex.Functions.Tests.Storage;

namespace Stitchex.Functions.Tests.Operations;

public sealed class EventPurgerTests(AzuriteFixture azurite) : OperationsTest(azurite)
{
    [Fact]
    public async Task ExpiredEventThatIsDone_IsRemoved_AndTheRecordsMemoryStays()
    {
        var id = await StoreAsync(EventState.Completed, EventOutcome.Handled);
        await App.Events.AddEntityAsync(new TableEntity(id.PartitionKey, "record") { ["ChangeCount"] = 1 });
        await AdvanceAsync(TimeSpan.FromDays(32));
        var young = await StoreAsync(EventState.Completed, EventOutcome.Handled);

        Assert.Equal(1, await PurgeAsync());

        Assert.False(await ExistsAsync(id));
        Assert.True(await ExistsAsync(young));
        Assert.Equal([$"{young}"], await IndexEntriesAsync());
        Assert.Single(await App.RecordRowsAsync());
    }

    [Fact]
    public async Task DeadLetteredEvent_StaysAndIsListed_UntilItIsResolved()
    {
        var id = await StoreAsync(EventState.DeadLettered, EventOutcome.RetriesExhausted);
        await WriteEntryAsync(id, "dead-lettered");
        await AdvanceAsync(TimeSpan.FromDays(32));
        Assert.Equal(0, await PurgeAsync());
        Assert.True(await ExistsAsync(id));
        Assert.Equal([$"{id}"], await IndexEntriesAsync("dead-lettered"));
        Assert.Empty(await IndexEntriesAsync());

        await App.Events.UpdateEntityAsync(new TableEntity(id.PartitionKey, id.RowKey) { ["ResolvedAt"] = TimeProvider.System.GetUtcNow() }, Azure.ETag.All, TableUpdateMode.Merge);

        Assert.Equal(1, await PurgeAsync());
        Assert.False(await ExistsAsync(id));
        Assert.Empty(await IndexEntriesAsync("dead-lettered"));
    }

    [Fact]
    public async Task QuarantinedItem_IsRemovedAfterItsOwnRetention()
    {
        await App.ReceiveAsync("no event");
        await App.ReceiveAsync("comes again");
        await AdvanceAsync(TimeSpan.FromDays(89));
        await PurgeAsync();
        Assert.Equal(2, (await App.IndexEntriesAsync("quarantine")).Count);
        await App.ReceiveAsync("no event either");
        await App.ReceiveAsync("comes again");

        await AdvanceAsync(TimeSpan.FromDays(2));
        await PurgeAsync();

        Assert.Equal(2, (await App.IndexEntriesAsync("quarantine")).Count);
    }

    [Fact]
    public async Task OpenEvent_StaysAndIsWatched_UntilItIsDone()
    {
        var id = await StoreAsync(EventState.Retrying);
        await AdvanceAsync(TimeSpan.FromDays(32));
        Assert.Equal(0, await PurgeAsync());
        Assert.Equal([$"{id}"], await IndexEntriesAsync("open"));

        await App.Events.UpdateEntityAsync(new TableEntity(id.PartitionKey, id.RowKey) { ["State"] = "Completed" }, Azure.ETag.All, TableUpdateMode.Merge);

        Assert.Equal(1, await PurgeAsync());
        Assert.False(await ExistsAsync(id));
        Assert.Empty(await IndexEntriesAsync("open"));
    }

    [Fact]
    public async Task ManyEvents_CostLittleMoreThanTwoRequestsEach()
    {
        for (var i = 0; i < 120; i++)
        {
            await StoreAsync(EventState.Completed, EventOutcome.Handled);
        }

        await AdvanceAsync(TimeSpan.FromDays(32));
        App.Faults.Clear();

        Assert.Equal(120, await PurgeAsync());

        Assert.InRange(App.Faults.Requests.Count, 240, 250);
    }

    [Fact]
    public async Task EventsOfOneRecord_GoInOneTransaction()
    {
        await StoreOneRecordAsync(120);

        Assert.Equal(120, await PurgeAsync());

        Assert.Empty(await App.EventRowsAsync());
        Assert.Empty(await IndexEntriesAsync());
        Assert.InRange(App.Faults.Requests.Count, 120, 130);
    }

    [Theory]
    [InlineData(StorageFault.SaysItExists)]
    [InlineData(StorageFault.ResponseIsLost)]
    public async Task TransactionThatFails_IsMadeUpForOneByOne(StorageFault fault)
    {
        await StoreOneRecordAsync(5);
        App.Faults.Add("POST $batch", fault, times: 1);

        Assert.Equal(5, await PurgeAsync());

        Assert.Empty(await App.EventRowsAsync());
        Assert.Empty(await IndexEntriesAsync());
    }

    [Fact]
    public async Task RowThatChangedSinceItWasRead_Stays_AndTheOthersOfItsRecordGo()
    {
        await StoreOneRecordAsync(3);
        var store = App.Services.GetRequiredKeyedService<EventStorage>(EventStorage.Processing).Store;
        var rows = await store.ReadEventsAsync("invoice.7", afterRowKey: null, count: 10, CancellationToken.None);
        await App.Events.UpdateEntityAsync(new TableEntity("invoice.7", rows[1].Id.RowKey) { ["State"] = nameof(EventState.Received) }, Azure.ETag.All, TableUpdateMode.Merge);

        Assert.Equal([rows[0].Id, rows[2].Id], await store.RemoveAsync(rows, CancellationToken.None));

        Assert.Equal(rows[1].Id.RowKey, Assert.Single(await App.EventRowsAsync()).RowKey);
    }

    [Fact]
    public async Task IndexEntryThatIsGoneAlready_KeepsNoneOfTheOthers()
    {
        await StoreOneRecordAsync(3);
        var log = App.Services.GetRequiredKeyedService<EventStorage>(EventStorage.Processing).Index;
        var receipts = (await App.EventRowsAsync()).Select(row => row.GetDateTimeOffset("ReceivedAt")!.Value).ToList();
        var (after, until) = (receipts.Min().AddMilliseconds(-1), receipts.Max());
        var entries = await log.ReadAsync(IndexPartition.Day, after, until, CancellationToken.None).ToListAsync();
        await log.RemoveAsync(entries[1], CancellationToken.None);

        await log.RemoveAsync(entries, CancellationToken.None);

        Assert.Equal(3, entries.Count);
        Assert.Empty(await IndexEntriesAsync());
    }

    private async Task StoreOneRecordAsync(int events)
    {
        for (var i = 0; i < events; i++)
        {
            await App.ReceiveAsync($$$"""{"event":"invoice_update","invoice":{"id":7,"updated_at":"2026-11-02T03:00:00Z","revision":{{{i}}}}}""");
        }

        foreach (var row in await App.EventRowsAsync())
        {
            var done = new TableEntity(row.PartitionKey, row.RowKey) { ["State"] = nameof(EventState.Completed), ["Outcome"] = nameof(EventOutcome.Handled) };
            await App.Events.UpdateEntityAsync(done, row.ETag, TableUpdateMode.Merge);
        }

        await AdvanceAsync(TimeSpan.FromDays(32));
        App.Faults.Clear();
    }

    private Task<int> PurgeAsync() => App.Services.GetRequiredService<EventPurger>().PurgeAsync(CancellationToken.None);
}
