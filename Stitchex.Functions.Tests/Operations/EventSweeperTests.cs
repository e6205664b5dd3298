using Microsoft.Extensions.DependencyInjection;
using Stitchex.Functions.Events;
using Stitchex.Functions.Operations;
using Stitchex.Functions.Tests.Storage;

namespace Stitchex.Functions.Tests.Operations;

public sealed class EventSweeperTests(AzuriteFixture azurite) : OperationsTest(azurite)
{
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
        await control.PauseAsync("stocktaking", TimeProvider.System.GetUtcNow(), CancellationToken.None);
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

    private Task SweepAsync() => App.Services.GetRequiredService<EventSweeper>().SweepAsync(CancellationToken.None);
}
