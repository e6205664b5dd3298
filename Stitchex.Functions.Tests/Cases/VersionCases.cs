using System.Net;
using System.Text;
using Stitchex.Functions.Events;
using Stitchex.Functions.Records;
using Stitchex.Functions.Tests.Storage;
using Stitchex.Local.Simulator.Faults;

namespace Stitchex.Functions.Tests.Cases;

public sealed class VersionCases(AzuriteFixture azurite) : ProtocolCase(azurite)
{
    private const string TheFuture = "2040-01-01T00:00:00.000Z";

    [Fact]
    public async Task Case09_UnversionedRepeatWhileTheFirstIsWorkedOn_TheNewVersionIsHandedOn()
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

        Assert.Equal(["v1", "v2"], HandedOn);
    }

    [Theory]
    [InlineData("Retrying")]
    [InlineData("Dead")]
    [InlineData("Completed")]
    public async Task Case10_UnversionedRepeatOfARowInAnyState_TheNewVersionIsHandedOn(string state)
    {
        var id = Create().Id;
        Journal.Behaviour = (_, _) => state switch
        {
            "Retrying" => throw new InvalidOperationException("later"),
            "Dead" => throw new RejectRecordException("never"),
            _ => Task.CompletedTask,
        };
        await DeliverAsync(Unversioned(id));
        await ProcessAsync();
        Assert.StartsWith(state, await OnlyEventAsync(), StringComparison.Ordinal);
        Journal.Behaviour = (_, _) => Task.CompletedTask;
        Update(id, "v2");

        await DeliverAsync(Unversioned(id));
        await ProcessAsync();

        Assert.Equal("v2", HandedOn.Last());
        Assert.Equal("Completed/Handled", await OnlyEventAsync());
    }

    [Fact]
    public async Task Case11_TheApiLags_TheVersionIsHandedOnWhenTheApiHasIt()
    {
        var id = Create().Id;
        await DeliverAsync(Unversioned(id));
        await ProcessAsync();
        var update = Stitchex.Update("invoice", id, record => (record["notes"], record["updated_at"]) = ("v2", TheFuture));
        Stitchex.Lag.Hold();
        await DeliverAsync(update);
        await ProcessAsync();

        Stitchex.Lag.Release();
        await LaterAsync(TimeSpan.FromMinutes(1));

        Assert.Equal(["v1", "v2"], HandedOn);
        Assert.Equal(["Completed/Handled", "Completed/Handled"], await EventsAsync());
    }

    [Fact]
    public async Task Case11_TheApiNeverHasIt_StaleAndReplayable()
    {
        var update = Stitchex.Update("invoice", Create().Id, record => (record["notes"], record["updated_at"]) = ("v2", TheFuture));
        Stitchex.Lag.Hold();
        await DeliverAsync(update);
        await LaterAsync(TimeSpan.FromMinutes(20));
        Assert.Equal("Completed/Stale", await OnlyEventAsync());

        Stitchex.Lag.Release();
        await Replayer.ReplayAsync(await OnlyIdAsync(), CancellationToken.None);
        await ProcessAsync();

        Assert.Equal("v2", HandedOn.Last());
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

        Assert.Equal(["v1", "v2"], HandedOn);
    }

    [Fact]
    public async Task Case14_SameTimeOtherContent_IsHandedOn_OtherOrderOrAnIgnoredPathIsNot()
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

        Assert.Equal(["a", "b"], HandedOn);
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
        Assert.Equal(["deleted"], HandedOn);

        Stitchex.Put("invoice", Encoding.UTF8.GetBytes($$"""{"id":{{id}},"notes":"restored"}"""), announce: false);
        await DeliverAsync(Unversioned(id));
        await LaterAsync(TimeSpan.FromMinutes(20));
        Assert.Equal(["deleted", "restored"], HandedOn);

        Stitchex.Delete("invoice", id, announce: false);
        await DeliverAsync(deletion);
        await LaterAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(["deleted", "restored", "deleted"], HandedOn);
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

        Assert.Equal(["deleted"], HandedOn);
    }

    [Fact]
    public async Task Case17_NotFoundRightAfterItsCreation_ThenFound_Handled()
    {
        var change = Create();
        using (Stitchex.Faults.Add(FaultRule.Answer(404) with { Method = "GET" }))
        {
            await DeliverAsync(change);
            await ProcessAsync();
        }

        await LaterAsync(TimeSpan.FromMinutes(1));

        Assert.Equal("Completed/Handled", await OnlyEventAsync());
    }

    [Fact]
    public async Task Case17_NotFoundTwiceTenMinutesApart_NotFound_ListedAndReplayable()
    {
        await DeliverAsync(Unversioned("7"));
        await LaterAsync(TimeSpan.FromMinutes(20));
        Assert.Equal("Completed/NotFound", await OnlyEventAsync());
        Assert.Single(await App.PointersAsync());

        Stitchex.Put("invoice", """{"id":7,"notes":"late"}"""u8.ToArray(), announce: false);
        await Replayer.ReplayAsync(await OnlyIdAsync(), CancellationToken.None);
        await ProcessAsync();

        Assert.Equal(["late"], HandedOn);
    }

    [Fact]
    public async Task Case17_NotFoundBecauseAnotherOrganisationIsCurrent_SetAgain_Handled()
    {
        await DeliverAsync(Create("first"));
        await ProcessAsync();
        Stitchex.CurrentOrganisation.SwitchAll(11111);

        await DeliverAsync(Create("second"));
        await ProcessAsync();

        Assert.Equal(["first", "second"], HandedOn);
    }

    [Fact]
    public async Task Case18_UnknownResource_NoEndpoint_AndWithItsPathInSettingsAReplayHandlesIt()
    {
        Stitchex.Put("gadget", """{"id":7,"notes":"g"}"""u8.ToArray(), announce: false);
        using var moved = Stitchex.Faults.Add(FaultRule.Answer(404) with { Path = "/gadgets" });
        await DeliverAsync("""{"event":"gadget_update","gadget":{"id":7}}"""u8.ToArray());
        await LaterAsync(TimeSpan.FromMinutes(20));
        Assert.Equal("Dead/NoEndpoint", await OnlyEventAsync());

        moved.End();
        await using var corrected = await ReceiverApp.StartAgainAsync(App, SimulatedStitchex.SettingsFor(Stitchex, ("Stitchex:Resources:gadget:Path", "/gadgets/{id}")));
        await Replayer.ReplayAsync(await OnlyIdAsync(), CancellationToken.None);
        await corrected.ProcessAllAsync();

        Assert.Equal("Completed/Handled", await OnlyEventAsync());
    }

    [Fact]
    public async Task Case19_SomebodyElsesInvoiceFirst_NeverHandedOn()
    {
        Create("theirs");
        var change = Create("ours");
        using (Stitchex.Faults.Add(new FaultRule(FaultKind.WrongRecord) { Method = "GET" }))
        {
            await DeliverAsync(change);
            await LaterAsync(TimeSpan.FromMinutes(2));
        }

        Assert.Empty(HandedOn);
        await LaterAsync(TimeSpan.FromMinutes(10));
        Assert.Equal(["ours"], HandedOn);
    }

    [Fact]
    public async Task Case20_TheApiIsWrongFor49Hours_NothingDies_AllIsHandledAfterwards()
    {
        using (Stitchex.Faults.Add(FaultRule.Answer(500)))
        {
            await DeliverAsync(Create());
            await LaterAsync(TimeSpan.FromHours(49), step: TimeSpan.FromMinutes(30));
            Assert.Equal("Retrying", await OnlyEventAsync());
        }

        await LaterAsync(TimeSpan.FromHours(2), step: TimeSpan.FromMinutes(30));

        Assert.Equal(["v1"], HandedOn);
    }

    [Fact]
    public async Task Case20_AHandlerThatThrowsFor49Hours_GaveUpWithItsError()
    {
        Journal.Behaviour = (_, _) => throw new InvalidOperationException("the ERP is closed");
        await DeliverAsync(Create());

        await LaterAsync(TimeSpan.FromHours(50), step: TimeSpan.FromMinutes(30));

        Assert.Equal("Dead/GaveUp", await OnlyEventAsync());
        Assert.Contains("the ERP is closed", (await App.OnlyEventRowAsync()).GetString("Error"), StringComparison.Ordinal);
        Assert.Single(await App.PointersAsync("dead"));
    }

    [Fact]
    public async Task Case21_ReplayedAfter49HoursItMeetsOne429_RetryingNotDead()
    {
        Journal.Behaviour = (_, _) => throw new InvalidOperationException("the ERP is closed");
        await DeliverAsync(Create());
        await LaterAsync(TimeSpan.FromHours(50), step: TimeSpan.FromMinutes(30));

        await Replayer.ReplayAsync(await OnlyIdAsync(), CancellationToken.None);
        using (Stitchex.Faults.Add(FaultRule.Answer(429)))
        {
            await ProcessAsync();
        }

        Assert.Equal("Retrying", await OnlyEventAsync());
    }

    private async Task<EventId> OnlyIdAsync()
    {
        var row = await App.OnlyEventRowAsync();
        return EventId.TryParse($"{row.PartitionKey}.{row.RowKey["event.".Length..]}", out var id) ? id : throw new InvalidOperationException(row.RowKey);
    }
}
