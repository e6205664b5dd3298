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
        var id = await StoreAsync(EventState.DeadLettered, EventOutcome.Rejected);
        var before = await App.OnlyEventRowAsync();

        Assert.True(await Replayer.ReplayAsync(id, CancellationToken.None));

        Assert.Equal(($"{id}", true), (Assert.Single(await App.PeekAsync()).Id, (await App.PeekAsync())[0].Reopen));
        Assert.Equal(before.ETag, (await App.OnlyEventRowAsync()).ETag);
    }

    [Fact]
    public async Task EventThatIsNotThere_IsNotReplayed() =>
        Assert.False(
            await Replayer.ReplayAsync(StitchexEventId.Create("invoice", "7", "update", new string('0', 32)), CancellationToken.None));

    [Fact]
    public async Task PoisonedMessage_ComesBackLater_WhateverItSays()
    {
        await App.Services.GetRequiredService<PoisonedMessages>().ReturnAsync("garbage");
        Assert.Null((await App.Queue.PeekMessageAsync()).Value);

        await AdvanceAsync(TimeSpan.FromMinutes(2));

        Assert.Equal("garbage", (await App.Queue.PeekMessageAsync()).Value.Body.ToString());
    }
}
