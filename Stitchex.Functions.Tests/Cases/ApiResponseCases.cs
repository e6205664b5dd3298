using Stitchex.Functions.Tests.Storage;
using Stitchex.Local.Simulator.Faults;

namespace Stitchex.Functions.Tests.Cases;

public sealed class ApiResponseCases(AzuriteFixture azurite) : ProtocolCase(azurite)
{
    [Fact]
    public async Task Case17_NotFoundRightAfterItsCreation_ThenFound_Handled()
    {
        var change = Create();
        using (Stitchex.Faults.Add(FaultRule.Response(404) with { Method = "GET" }))
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
        Assert.Single(await App.IndexEntriesAsync());

        Stitchex.Put("invoice", """{"id":7,"notes":"late"}"""u8.ToArray(), announce: false);
        await Replayer.ReplayAsync(await OnlyIdAsync(), CancellationToken.None);
        await ProcessAsync();

        Assert.Equal(["late"], Delivered);
    }

    [Fact]
    public async Task Case17_NotFoundBecauseAnotherOrganisationIsCurrent_SetAgain_Handled()
    {
        await DeliverAsync(Create("first"));
        await ProcessAsync();
        Stitchex.CurrentOrganisation.SwitchAll(11111);

        await DeliverAsync(Create("second"));
        await ProcessAsync();

        Assert.Equal(["first", "second"], Delivered);
    }

    [Fact]
    public async Task Case18_UnknownResource_EndpointUnknown_AndWithItsPathInSettingsAReplayHandlesIt()
    {
        Stitchex.Put("gadget", """{"id":7,"notes":"g"}"""u8.ToArray(), announce: false);
        using var moved = Stitchex.Faults.Add(FaultRule.Response(404) with { Path = "/gadgets" });
        await DeliverAsync("""{"event":"gadget_update","gadget":{"id":7}}"""u8.ToArray());
        await LaterAsync(TimeSpan.FromMinutes(20));
        Assert.Equal("DeadLettered/EndpointUnknown", await OnlyEventAsync());

        moved.End();
        await using var corrected = await ReceiverApp.StartAgainAsync(App, SimulatedStitchex.SettingsFor(Stitchex, ("Stitchex:Resources:gadget:Path", "/gadgets/{id}")));
        await Replayer.ReplayAsync(await OnlyIdAsync(), CancellationToken.None);
        await corrected.ProcessAllAsync();

        Assert.Equal("Confirming/Handled", await OnlyEventAsync());
    }

    [Fact]
    public async Task Case19_SomebodyElsesInvoiceFirst_NeverDelivered()
    {
        Create("theirs");
        var change = Create("ours");
        using (Stitchex.Faults.Add(new FaultRule(FaultKind.WrongRecord) { Method = "GET" }))
        {
            await DeliverAsync(change);
            await LaterAsync(TimeSpan.FromMinutes(2));
        }

        Assert.Empty(Delivered);
        await LaterAsync(TimeSpan.FromMinutes(10));
        Assert.Equal(["ours"], Delivered);
    }

    [Fact]
    public async Task Case20_TheApiIsWrongFor49Hours_NothingDies_AllIsHandledAfterwards()
    {
        using (Stitchex.Faults.Add(FaultRule.Response(500)))
        {
            await DeliverAsync(Create());
            await LaterAsync(TimeSpan.FromHours(49), step: TimeSpan.FromMinutes(30));
            Assert.Equal("Retrying", await OnlyEventAsync());
        }

        await LaterAsync(TimeSpan.FromHours(2), step: TimeSpan.FromMinutes(30));

        Assert.Equal(["v1"], Delivered);
    }

    [Fact]
    public async Task Case20_AHandlerThatThrowsFor49Hours_GaveUpWithItsError()
    {
        Journal.Behaviour = (_, _) => throw new InvalidOperationException("the ERP is closed");
        await DeliverAsync(Create());

        await LaterAsync(TimeSpan.FromHours(50), step: TimeSpan.FromMinutes(30));

        Assert.Equal("DeadLettered/RetriesExhausted", await OnlyEventAsync());
        Assert.Contains("the ERP is closed", (await App.OnlyEventRowAsync()).GetString("Error"), StringComparison.Ordinal);
        Assert.Single(await App.IndexEntriesAsync("dead-lettered"));
    }

    [Fact]
    public async Task Case21_ReplayedAfter49HoursItMeetsOne429_RetryingNotDeadLettered()
    {
        Journal.Behaviour = (_, _) => throw new InvalidOperationException("the ERP is closed");
        await DeliverAsync(Create());
        await LaterAsync(TimeSpan.FromHours(50), step: TimeSpan.FromMinutes(30));

        await Replayer.ReplayAsync(await OnlyIdAsync(), CancellationToken.None);
        using (Stitchex.Faults.Add(FaultRule.Response(429)))
        {
            await ProcessAsync();
        }

        Assert.Equal("Retrying", await OnlyEventAsync());
    }
}
