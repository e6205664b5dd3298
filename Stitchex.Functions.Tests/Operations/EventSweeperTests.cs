using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using Stitchex.Functions.Events;
using Stitchex.Functions.Operations;
using Stitchex.Functions.Storage;
using Stitchex.Functions.Tests.Storage;
using Stitchex.Functions.Tests.Telemetry;

namespace Stitchex.Functions.Tests.Operations;

public sealed class EventSweeperTests(AzuriteFixture azurite) : OperationsTest(azurite)
{
    private readonly AzuriteFixture _azurite = azurite;

    [Fact]
    public async Task EventWhoseMessageWasLost_IsSentAgain_WithItsCurrentSequence()
    {
        var id = await StoreAsync(EventState.Received);
        await AdvanceAsync(TimeSpan.FromMinutes(20));

        await SweepAsync();

        var message = Assert.Single(await App.PeekAsync());
        Assert.Equal(($"{id}", 3, false, "1"), (message.Id, message.Sequence, message.Reopen, message.RecordId));
        Assert.Equal([$"{id}"], await IndexEntriesAsync("open"));
    }

    [Theory]
    [InlineData(14, 0)]
    [InlineData(40, 1)]
    [InlineData(300, 4)]
    public async Task OverdueEvent_IsSentAgain_OnceAnHour(int minutes, int times)
    {
        await StoreAsync(EventState.Retrying);
        for (var passed = 0; passed < minutes; passed += 5)
        {
            await AdvanceAsync(TimeSpan.FromMinutes(5));
            await SweepAsync();
        }

        Assert.InRange((await App.PeekAsync()).Count, times, times + 1);
    }

    [Fact]
    public async Task EventThatWaitsForItsTime_IsNotOverdue()
    {
        await StoreAsync(EventState.Retrying, change: row => row["NextAttemptAt"] = TimeProvider.System.GetUtcNow().AddHours(6));
        await AdvanceAsync(TimeSpan.FromHours(6));

        await SweepAsync();

        Assert.Empty(await App.PeekAsync());
    }

    [Fact]
    public async Task EventThatIsDone_IsLookedAtOnce_AndNeverAgain()
    {
        await StoreAsync(EventState.Completed, EventOutcome.Handled);
        await AdvanceAsync(TimeSpan.FromMinutes(20));
        await SweepAsync();
        await AdvanceAsync(TimeSpan.FromMinutes(5));
        App.Faults.Clear();

        await SweepAsync();

        Assert.DoesNotContain(App.Faults.Requests, request => request.Contains("event.update", StringComparison.Ordinal));
    }

    [Fact]
    public async Task WatchedEventThatIsDone_IsForgotten_WhenNobodyCanBeOpeningIt()
    {
        var id = await StoreAsync(EventState.Completed, EventOutcome.Handled);
        await WriteEntryAsync(id, "open");
        await SweepAsync();
        Assert.Single(await IndexEntriesAsync("open"));

        await AdvanceAsync(TimeSpan.FromMinutes(20));
        await SweepAsync();

        Assert.Empty(await IndexEntriesAsync("open"));
    }

    [Fact]
    public async Task WhileMessagesWait_NothingIsSentAgain()
    {
        await StoreAsync(EventState.Received);
        await AdvanceAsync(TimeSpan.FromMinutes(20));
        for (var i = 0; i < 32; i++)
        {
            await App.Queue.SendMessageAsync("waits");
        }

        await SweepAsync();

        Assert.Equal(32, (await App.Queue.GetPropertiesAsync()).Value.ApproximateMessagesCount);
        Assert.Single(await IndexEntriesAsync("open"));
    }

    [Fact]
    public async Task WhileProcessingIsPaused_NothingIsSentAgain()
    {
        await StoreAsync(EventState.Received);
        var control = App.Services.GetRequiredKeyedService<EventStorage>(EventStorage.Processing).Control;
        await control.PauseAsync(new Pause("stocktaking", TimeProvider.System.GetUtcNow(), By: null), CancellationToken.None);
        await AdvanceAsync(TimeSpan.FromMinutes(20));

        await SweepAsync();

        Assert.Empty(await App.PeekAsync());
        Assert.Single(await IndexEntriesAsync("open"));
        await control.ResumeAsync(CancellationToken.None);
        await SweepAsync();
        Assert.Single(await App.PeekAsync());
    }

    [Fact]
    public async Task TwoMonthsOfSilence_ArePassed()
    {
        await SweepAsync();
        await AdvanceAsync(TimeSpan.FromDays(60));
        await StoreAsync(EventState.Received);
        await AdvanceAsync(TimeSpan.FromMinutes(20));

        await SweepAsync();

        Assert.Single(await App.PeekAsync());
    }

    [Fact]
    public async Task Midnight_HidesNothing()
    {
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        var until = now.Date.AddDays(2) - now;
        await AdvanceAsync(until - TimeSpan.FromMinutes(1));
        await StoreAsync(EventState.Received);
        await AdvanceAsync(TimeSpan.FromMinutes(2));
        await StoreAsync(EventState.Received);
        await SweepAsync();
        await AdvanceAsync(TimeSpan.FromMinutes(30));

        await SweepAsync();

        Assert.Equal(2, (await App.PeekAsync()).Count);
    }

    [Fact]
    public async Task Case70_MoreThanAThousandAreWatched_TheAgeOfTheOldestIsRight()
    {
        using var metrics = new RecordedMetrics(App.Services);
        var oldest = await StoreAsync(EventState.Retrying, change: row => row["NextAttemptAt"] = TimeProvider.System.GetUtcNow().AddDays(3));
        await WriteEntryAsync(oldest, "open");
        await AdvanceAsync(TimeSpan.FromDays(1));
        await WritePointersAsync(2_300, "open", TimeProvider.System.GetUtcNow().AddDays(1));

        for (var i = 0; i < 4; i++)
        {
            await SweepAsync();
            Assert.InRange(metrics.Last("stitchex.event.oldest_waiting.age"), 86_400, 90_000);
        }
    }

    [Fact]
    public async Task Case70_HoweverManyCameInAWindow_ABoundedNumberIsHeld()
    {
        // No day ends within the window.
        var now = TimeProvider.System.GetUtcNow();
        var noon = new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero).AddHours(36);
        await AdvanceAsync(noon - now);
        await SweepAsync();
        await WritePointersAsync(1_200, $"{noon:yyyy-MM-dd}", noon);
        await AdvanceAsync(TimeSpan.FromMinutes(30));
        App.Faults.Clear();

        await SweepAsync();

        // What the first page holds is looked at before the second one is read.
        var requests = App.Faults.Requests.ToList();
        var pages = requests.Select((request, i) => (request, i)).Where(asked => asked.request.StartsWith("GET StitchexEventIndex", StringComparison.Ordinal)).Select(asked => asked.i).ToList();
        var firstLook = requests.FindIndex(request => request.Contains("RowKey='event.", StringComparison.Ordinal));
        Assert.Equal(1, pages.Count(page => page < firstLook));
        Assert.True(pages.Count > 2);
    }

    [Fact]
    public async Task Case70_TheCursorTrailsByItsOwnTenMinutes_WhateverOverdueAfterIs()
    {
        await using var app = await ReceiverApp.StartAsync(_azurite, new() { ["Stitchex:Processing:OverdueThreshold"] = "00:00:01" });
        var sweeper = app.Services.GetRequiredService<EventSweeper>();
        await app.ReceiveAsync("""{"event":"invoice_update","invoice":{"id":1,"updated_at":"2026-11-02T03:00:00Z"}}""");
        await app.Queue.ClearMessagesAsync();
        var indexEntry = Assert.Single(await app.IndexEntriesAsync());
        await app.EventIndex.DeleteEntityAsync(indexEntry, Azure.ETag.All);
        await app.Account.AdvanceClockAsync(TimeSpan.FromMinutes(5));
        await app.LearnTimeAsync();
        await sweeper.SweepAsync(CancellationToken.None);

        // It was written late.
        await app.EventIndex.AddEntityAsync(indexEntry);
        await app.Account.AdvanceClockAsync(TimeSpan.FromMinutes(10));
        await app.LearnTimeAsync();
        await sweeper.SweepAsync(CancellationToken.None);

        Assert.Single(await app.PeekAsync());
    }

    [Fact]
    public async Task Case70_WhoWritesAIndexEntryBeforeItsRow_HasTime_WhateverOverdueAfterIs()
    {
        await using var app = await ReceiverApp.StartAsync(_azurite, new() { ["Stitchex:Processing:OverdueThreshold"] = "00:00:01" });
        await app.ReceiveAsync("""{"event":"invoice_update","invoice":{"id":1,"updated_at":"2026-11-02T03:00:00Z"}}""");
        var row = await app.OnlyEventRowAsync();
        await app.Events.UpdateEntityAsync(new TableEntity(row.PartitionKey, row.RowKey) { ["State"] = "Completed" }, Azure.ETag.All, TableUpdateMode.Merge);
        await app.EventIndex.AddEntityAsync(new TableEntity("open", Assert.Single(await app.IndexEntriesAsync()).RowKey));
        await app.Account.AdvanceClockAsync(TimeSpan.FromMinutes(2));
        await app.LearnTimeAsync();

        await app.Services.GetRequiredService<EventSweeper>().SweepAsync(CancellationToken.None);

        Assert.Single(await app.IndexEntriesAsync("open"));
    }

    // IndexEntries to events that are not there, of one time.
    private async Task WritePointersAsync(int count, string partition, DateTimeOffset receivedAt)
    {
        var indexEntries = Enumerable.Range(0, count).Select(i => new TableEntity(partition, $"{IndexEntry.RowKeyOf(receivedAt)}.invoice.{1_000 + i}.update.{new string('0', 32)}"));
        foreach (var some in indexEntries.Chunk(EventStore.MaxTransaction))
        {
            await App.EventIndex.SubmitTransactionAsync(some.Select(indexEntry => new TableTransactionAction(TableTransactionActionType.Add, indexEntry)));
        }
    }

    private Task SweepAsync() => App.Services.GetRequiredService<EventSweeper>().SweepAsync(CancellationToken.None);
}
