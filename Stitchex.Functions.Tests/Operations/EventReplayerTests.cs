using Microsoft.Extensions.DependencyInjection;
using Stitchex.Functions.Events;
using Stitchex.Functions.Operations;
using Stitchex.Functions.Tests.Storage;

namespace Stitchex.Functions.Tests.Operations;

public sealed class EventReplayerTests(AzuriteFixture azurite) : OperationsTest(azurite)
{
    private EventReplayer Replayer => App.Services.GetRequiredService<EventReplayer>();

    [Fact]
    public async Task Replay_IsOneMessage_AndChangesNoRow()
    {
        var id = await StoreAsync(EventState.Dead, EventOutcome.Rejected);
        var before = await App.OnlyEventRowAsync();

        Assert.True(await Replayer.ReplayAsync(id, CancellationToken.None));

        Assert.Equal(($"{id}", true), (Assert.Single(await App.PeekAsync()).Id, (await App.PeekAsync())[0].Again));
        Assert.Equal(before.ETag, (await App.OnlyEventRowAsync()).ETag);
    }

    [Fact]
    public async Task EventThatIsNotThere_IsNotReplayed() =>
        Assert.False(await Replayer.ReplayAsync(EventId.Create("invoice", "7", "update", new string('0', 32)), CancellationToken.None));

    [Fact]
    public async Task ManyDead_AreReplayedPageByPage_EachOnce()
    {
        List<string> dead = [];
        for (var i = 0; i < 5; i++)
        {
            dead.Add($"{await StoreDeadAsync(EventOutcome.GaveUp)}");
        }

        string? position = null;
        do
        {
            position = (await Replayer.ReplayDeadAsync(new ReplayRequest(Position: position, PageSize: 2), CancellationToken.None)).Position;
        }
        while (position is not null);

        Assert.Equal(dead.Order(), (await App.PeekAsync()).Select(message => message.Id).Order());
    }

    [Fact]
    public async Task DryRun_CountsOnly()
    {
        await StoreDeadAsync(EventOutcome.GaveUp);
        await StoreDeadAsync(EventOutcome.Rejected);

        Assert.Equal(2, (await Replayer.ReplayDeadAsync(new ReplayRequest(IsDryRun: true), CancellationToken.None)).Replayed);
        Assert.Equal(1, (await Replayer.ReplayDeadAsync(new ReplayRequest(Outcome: EventOutcome.Rejected, IsDryRun: true), CancellationToken.None)).Replayed);
        Assert.Equal(0, (await Replayer.ReplayDeadAsync(new ReplayRequest(Resource: "product", IsDryRun: true), CancellationToken.None)).Replayed);
        Assert.Empty(await App.PeekAsync());
    }

    [Fact]
    public async Task PointerToWhatIsNoLongerDead_IsRemoved()
    {
        await WritePointerAsync(await StoreAsync(EventState.Completed, EventOutcome.Handled), "dead");
        await AdvanceAsync(TimeSpan.FromMinutes(20));

        Assert.Equal(0, (await Replayer.ReplayDeadAsync(new ReplayRequest(), CancellationToken.None)).Replayed);

        Assert.Empty(await PointersAsync("dead"));
    }

    [Fact]
    public async Task ResolvedEvent_IsNotReplayedWithTheOthers()
    {
        var id = await StoreDeadAsync(EventOutcome.GaveUp);
        var store = App.Services.GetRequiredKeyedService<EventStorage>(EventStorage.Processing).Store;
        Assert.True(await store.ResolveAsync((await store.ReadRowAsync(id, CancellationToken.None))!, "entered by hand", TimeProvider.System.GetUtcNow(), CancellationToken.None));

        Assert.Equal(0, (await Replayer.ReplayDeadAsync(new ReplayRequest(), CancellationToken.None)).Replayed);
        Assert.Equal("Dead", (await App.OnlyEventRowAsync()).GetString("State"));
    }

    [Fact]
    public async Task MessageThatCouldNotBeRead_IsSentAgainAsItWas()
    {
        await App.Queue.SendMessageAsync("""{"v":99}""");
        await App.ProcessAllAsync();
        var refused = Assert.Single(await App.PointersAsync("refused"));

        Assert.True(await Replayer.ReplayRefusedMessageAsync(refused.RowKey, CancellationToken.None));

        Assert.Equal("""{"v":99}""", (await App.Queue.PeekMessageAsync()).Value.Body.ToString());
    }

    [Fact]
    public async Task PoisonedMessage_ComesBackLater_WhateverItSays()
    {
        await App.Services.GetRequiredService<PoisonedMessages>().ReturnAsync("garbage");
        Assert.Null((await App.Queue.PeekMessageAsync()).Value);

        await AdvanceAsync(TimeSpan.FromMinutes(2));

        Assert.Equal("garbage", (await App.Queue.PeekMessageAsync()).Value.Body.ToString());
    }

    private async Task<EventId> StoreDeadAsync(EventOutcome outcome)
    {
        var id = await StoreAsync(EventState.Dead, outcome);
        await WritePointerAsync(id, "dead");
        return id;
    }
}
