using Stitchex.Functions.Records;
using Stitchex.Functions.Tests.Storage;

namespace Stitchex.Functions.Tests.Cases;

/// <summary>Events whose attempts end with the process: by themselves, after a replay, and among others that end as they should.</summary>
public sealed class CrashCases(AzuriteFixture azurite) : ProtocolCase(azurite)
{
    [Fact]
    public async Task Case60_AReplayThatKillsItsProcessEachTime_Ends_ThoughItsMessageComesBackOnceMore()
    {
        Journal.Behaviour = (_, _) => throw new RejectRecordException("no");
        await DeliverAsync(Create());
        await ProcessAsync();
        Journal.Behaviour = (_, _) => KillAsync();
        await Replayer.ReplayAsync(await OnlyIdAsync(), CancellationToken.None);
        var replay = Assert.Single(await App.PeekAsync());
        await LaterAsync(TimeSpan.FromHours(2));
        Assert.Equal("DeadLettered/CrashLoop", await OnlyEventAsync());
        var attempts = Journal.Changes.Count;

        await App.ProcessAsync(replay);

        Assert.Equal(("DeadLettered/CrashLoop", attempts), (await OnlyEventAsync(), Journal.Changes.Count));
        Assert.Empty(await TakeAsync());
    }

    [Fact]
    public async Task Case60_ARedeliveryAfterTheEnd_OpensTheEvent()
    {
        var change = Create();
        await DeliverAsync(change);
        await ProcessAsync();
        Update(change.Id, "v2");
        await AdvanceAsync(TimeSpan.FromMinutes(1));

        await DeliverAsync(change);
        await ProcessAsync();

        Assert.Equal(["v1", "v2"], Delivered);
    }

    [Fact]
    public async Task Case60_CrashesAreCountedInARow()
    {
        const int Row = 4;
        var calls = 0;
        Journal.Behaviour = (_, _) => ++calls switch
        {
            Row + 1 => throw new InvalidOperationException("busy"),
            (2 * Row) + 2 => Task.CompletedTask,
            _ => KillAsync(),
        };
        await DeliverAsync(Create());

        await LaterAsync(TimeSpan.FromHours(4), step: TimeSpan.FromMinutes(2));

        Assert.Equal(("Completed/Handled", (2 * Row) + 2), (await OnlyEventAsync(), calls));
        Assert.Equal(0, Number(await App.OnlyEventRowAsync(), "CrashCount"));
    }

    // What ends with the process is not written down.
    private Task KillAsync()
    {
        Faults.Add(Transaction, StorageFault.Fails, times: 4);
        return Task.CompletedTask;
    }
}
