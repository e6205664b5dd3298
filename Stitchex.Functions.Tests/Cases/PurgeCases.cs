using Azure;
using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using Stitchex.Functions.Operations;
using Stitchex.Functions.Operations.Overview;
using Stitchex.Functions.Records;
using Stitchex.Functions.Tests.Storage;

namespace Stitchex.Functions.Tests.Cases;

/// <summary>What is done is purged, whatever looked at it in between; what may still be needed keeps an index entry that leads to it.</summary>
public sealed class PurgeCases(AzuriteFixture azurite) : ProtocolCase(azurite)
{
    private static readonly TimeSpan BeyondRetention = TimeSpan.FromDays(33);

    [Fact]
    public async Task Case64_DeadLetteredBeyondTheRetention_ReplayedAndHandled_IsPurged()
    {
        Journal.Behaviour = (_, _) => throw new RejectRecordException("no");
        await DeliverAsync(Create());
        await ProcessAsync();
        await AdvanceAsync(BeyondRetention);
        await PurgeAsync();
        Journal.Behaviour = (_, _) => Task.CompletedTask;

        await Replayer.ReplayAsync(await OnlyIdAsync(), CancellationToken.None);
        await ProcessAsync();

        await AssertIsPurgedNextNightAsync();
    }

    [Fact]
    public async Task Case64_OpenWhenItsDayExpired_ThenDone_IsPurged()
    {
        Journal.Behaviour = (_, _) => throw new RetryRecordLaterException(TimeSpan.FromDays(7), "closed");
        await DeliverAsync(Create());
        for (var i = 0; i < 5; i++)
        {
            await ProcessAsync();
            await AdvanceAsync(new TimeSpan(7, 1, 0, 0));
        }

        await PurgeAsync();
        Assert.Equal("Retrying", await OnlyEventAsync());
        Journal.Behaviour = (_, _) => Task.CompletedTask;
        await ProcessAsync();

        await AssertIsPurgedNextNightAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Case67_TheTableOfEventsIsEmptyOrMissing_AndRestored_NoPointerIsPruned_AndAllAreFound(bool isMissing)
    {
        Journal.Behaviour = (change, _) => NoteOf(change.Record) == "dead"
            ? throw new RejectRecordException("no")
            : throw new RetryRecordLaterException(TimeSpan.FromDays(7), "closed");
        await DeliverAsync(Create("dead"));
        await DeliverAsync(Create("open"));
        await ProcessAsync();
        await AdvanceAsync(BeyondRetention);
        await PurgeAsync();
        await DeliverAsync(Create("young"));
        await AdvanceAsync(TimeSpan.FromMinutes(20));
        await SweepAsync();
        var rows = await App.Events.QueryAsync<TableEntity>().ToListAsync();

        await (isMissing ? App.Events.DeleteAsync() : EmptyAsync(rows));
        await AdvanceAsync(TimeSpan.FromMinutes(20));
        await LookEverywhereAsync(mayFail: isMissing);
        await (isMissing ? App.Events.CreateAsync() : Task.CompletedTask);

        // Half restored, in whatever order: the records' rows, which tell of purged events, come last of each record.
        await App.Events.AddEntityAsync(rows.First(row => row.RowKey.StartsWith("event.", StringComparison.Ordinal)));
        await LookEverywhereAsync();

        Assert.Single(await App.IndexEntriesAsync("dead-lettered"));
        Assert.Equal(2, (await App.IndexEntriesAsync("open")).Count);
        foreach (var row in rows)
        {
            await App.Events.UpsertEntityAsync(row);
        }

        await AdvanceAsync(TimeSpan.FromHours(2));
        await App.Queue.ClearMessagesAsync();
        await SweepAsync();
        Assert.Equal(2, (await App.PeekAsync()).Count);
    }

    [Fact]
    public async Task Case67_PointerToAPurgedEvent_WhichACrashLeft_GoesTheNextNight()
    {
        await DeliverAsync(Create());
        await ProcessAsync();
        var row = await App.OnlyEventRowAsync();
        await App.Events.DeleteEntityAsync(row.PartitionKey, row.RowKey);
        await AdvanceAsync(BeyondRetention);

        await PurgeAsync();

        Assert.Empty(await App.IndexEntriesAsync());
    }

    private async Task AssertIsPurgedNextNightAsync()
    {
        Assert.Equal("Completed/Handled", await OnlyEventAsync());
        await AdvanceAsync(TimeSpan.FromMinutes(20));
        await SweepAsync();
        await OverviewAsync();
        await AdvanceAsync(TimeSpan.FromDays(1));
        await PurgeAsync();

        Assert.Empty(await App.EventRowsAsync());
        Assert.Empty(await App.EventIndex.QueryAsync<TableEntity>("PartitionKey lt 'number.' or PartitionKey ge 'number/'").ToListAsync());
    }

    private async Task LookEverywhereAsync(bool mayFail = false)
    {
        foreach (var look in new[] { SweepAsync, OverviewAsync, PurgeAsync })
        {
            try
            {
                await look();
            }
            catch (RequestFailedException e) when (mayFail && e.Status == 404)
            {
                // It says that the table is missing.
            }
        }
    }

    private async Task EmptyAsync(IEnumerable<TableEntity> rows)
    {
        foreach (var row in rows)
        {
            await App.Events.DeleteEntityAsync(row.PartitionKey, row.RowKey);
        }
    }

    private Task SweepAsync() => App.Services.GetRequiredService<EventSweeper>().SweepAsync(CancellationToken.None);

    private Task PurgeAsync() => App.Services.GetRequiredService<EventPurger>().PurgeAsync(CancellationToken.None);

    private Task OverviewAsync() => App.Services.GetRequiredService<OverviewOperations>().GetAsync(CancellationToken.None);
}
