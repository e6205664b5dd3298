using System.Net;
using System.Text;
using Stitchex.Functions.Records;
using Stitchex.Functions.Tests.Storage;

namespace Stitchex.Functions.Tests.Cases;

public sealed class VersionCases(AzuriteFixture azurite) : ProtocolCase(azurite)
{
    private const string TheFuture = "2040-01-01T00:00:00.123Z";

    [Fact]
    public async Task Case09_UnversionedRepeatWhileTheFirstIsWorkedOn_TheNewVersionIsDelivered()
    {
        var id = Create().Id;
        await DeliverAsync(Unversioned(id));
        var first = Assert.Single(await TakeAsync());
        var (processing, go, _) = await HoldInHandlerAsync(first);
        Update(id, "v2");

        Assert.Equal(HttpStatusCode.Accepted, await DeliverAsync(Unversioned(id)));
        await ProcessAsync();
        go.SetResult();
        await processing;
        await LaterAsync(TimeSpan.FromMinutes(2));

        Assert.Equal(["v1", "v2"], Delivered);
    }

    [Theory]
    [InlineData("Retrying")]
    [InlineData("DeadLettered")]
    [InlineData("Completed")]
    public async Task Case10_UnversionedRepeatOfARowInAnyState_TheNewVersionIsDelivered(string state)
    {
        var id = Create().Id;
        Journal.Behaviour = (_, _) => state switch
        {
            "Retrying" => throw new InvalidOperationException("later"),
            "DeadLettered" => throw new RejectRecordException("never"),
            _ => Task.CompletedTask,
        };
        await DeliverAsync(Unversioned(id));
        await ProcessAsync();
        if (state == "Completed")
        {
            await LaterAsync(TimeSpan.FromMinutes(2));
        }

        Assert.StartsWith(state, await OnlyEventAsync(), StringComparison.Ordinal);
        Journal.Behaviour = (_, _) => Task.CompletedTask;
        Update(id, "v2");

        await DeliverAsync(Unversioned(id));
        await ProcessAsync();
        Assert.Equal("v2", Delivered.Last());
        Assert.Equal("Confirming/Handled", await OnlyEventAsync());
        await LaterAsync(TimeSpan.FromMinutes(2));
        Assert.Equal("Completed/Handled", await OnlyEventAsync());
    }

    [Fact]
    public async Task Case11_TheApiLags_TheVersionIsDeliveredWhenTheApiHasIt()
    {
        var id = Create().Id;
        await DeliverAsync(Unversioned(id));
        await ProcessAsync();
        var update = Stitchex.Update("invoice", id, record => (record["notes"], record["updated_at"]) = ("v2", TheFuture));
        Stitchex.Lag.Hold();
        await DeliverAsync(update);
        await ProcessAsync();

        Stitchex.Lag.Release();
        await LaterAsync(TimeSpan.FromMinutes(2));

        Assert.Equal(["v1", "v2"], Delivered);
        Assert.Equal(["Completed/Handled", "Completed/Handled"], await EventsAsync());
    }

    [Fact]
    public async Task Case11_TheApiNeverHasIt_StaleAndReplayable()
    {
        var update = Stitchex.Update("invoice", Create().Id, record => (record["notes"], record["updated_at"]) = ("v2", TheFuture));
        Stitchex.Lag.Hold();
        await DeliverAsync(update);
        await LaterAsync(TimeSpan.FromMinutes(20));
        Assert.Equal("Completed/VersionNeverAppeared", await OnlyEventAsync());

        Stitchex.Lag.Release();
        await Replayer.ReplayAsync(await OnlyIdAsync(), CancellationToken.None);
        await ProcessAsync();

        Assert.Equal("v2", Delivered.Last());
        Assert.Equal("Completed/Handled", await OnlyEventAsync());
    }

    [Fact]
    public async Task Case11_VersionsThatDifferInFractionsOfASecond_AreNoLag()
    {
        var id = Create().Id;
        Stitchex.Update("invoice", id, record => (record["notes"], record["updated_at"]) = ("v2", "2026-11-24T10:00:00Z"));

        await DeliverAsync(Encoding.UTF8.GetBytes($$$"""{"event":"invoice_update","invoice":{"id":{{{id}}},"updated_at":"2026-11-24T10:00:00.987Z"}}"""));
        await ProcessAsync();

        Assert.Equal("Completed/Handled", await OnlyEventAsync());
    }

    [Fact]
    public async Task Case12_EventBehindANewerOne_SupersededWithoutAFetch()
    {
        var first = Create();
        await DeliverAsync(Update(first.Id, "v2"));
        await ProcessAsync();
        var requests = Stitchex.Requests.Count();

        await DeliverAsync(first);
        await ProcessAsync();

        Assert.Equal(requests, Stitchex.Requests.Count());
        Assert.Equal(["Completed/Handled", "Completed/Superseded"], await EventsAsync());
    }

    [Fact]
    public async Task Case13_TwoEventsOfOneRecordAtOnce_HandlersNeverOverlap_AndNeverGoBack()
    {
        var first = Create();
        await DeliverAsync(first);
        var (processing, go, _) = await HoldInHandlerAsync(Assert.Single(await TakeAsync()));
        await DeliverAsync(Update(first.Id, "v2"));

        await ProcessAsync();
        Assert.Single(Journal.Changes);
        go.SetResult();
        await processing;
        await LaterAsync(TimeSpan.FromMinutes(1));

        Assert.Equal(["v1", "v2"], Delivered);
    }

    [Fact]
    public async Task Case14_SameTimeOtherContent_IsDelivered_OtherOrderOrAnIgnoredPathIsNot()
    {
        await using var app = await StartAppAsync(settings: ("Stitchex:Processing:IgnoredPaths:0", "seen"));
        async Task SayAsync(string record)
        {
            Stitchex.Put("invoice", Encoding.UTF8.GetBytes(record), announce: false);
            await app.ReceiveAsync(Unversioned("7"));
            await app.ProcessAllAsync();
        }

        await SayAsync("""{"id":7,"updated_at":"2026-11-24T10:00:00Z","notes":"a","seen":1}""");
        await SayAsync("""{"seen":2,"notes":"a","updated_at":"2026-11-24T10:00:00Z","id":7}""");
        await SayAsync("""{"id":7,"updated_at":"2026-11-24T10:00:00Z","notes":"b","seen":2}""");

        Assert.Equal(["a", "b"], Delivered);
    }

    [Fact]
    public async Task Case15_RepeatedDeletionIsUnchanged_AndAfterARestoredRecordAFetchDecides()
    {
        var id = Create().Id;
        var deletion = Stitchex.Delete("invoice", id);
        await DeliverAsync(deletion);
        await ProcessAsync();
        await DeliverAsync(deletion);
        await DeliverAsync(Encoding.UTF8.GetBytes($$"""{"event":"invoice_delete","invoice":{{id}}}"""));
        await ProcessAsync();
        Assert.Equal(["deleted"], Delivered);

        Stitchex.Put("invoice", Encoding.UTF8.GetBytes($$"""{"id":{{id}},"notes":"restored"}"""), announce: false);
        await DeliverAsync(Unversioned(id));
        await LaterAsync(TimeSpan.FromMinutes(20));
        Assert.Equal(["deleted", "restored"], Delivered);

        Stitchex.Delete("invoice", id, announce: false);
        await DeliverAsync(deletion);
        await LaterAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(["deleted", "restored", "deleted"], Delivered);
        Assert.Equal(3, Journal.Changes.Select(change => change.ChangeId).Distinct().Count());
    }

    [Fact]
    public async Task Case16_FoundByALaggingReplicaAfterItsDeletion_NotNewsForTenMinutes()
    {
        var id = Create().Id;
        await DeliverAsync(Stitchex.Delete("invoice", id));
        await ProcessAsync();
        Stitchex.Lag.Hold();

        await DeliverAsync(Unversioned(id));
        await LaterAsync(TimeSpan.FromMinutes(9));

        Assert.Equal(["deleted"], Delivered);
    }
}
