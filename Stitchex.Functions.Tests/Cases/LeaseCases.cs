using Microsoft.Extensions.DependencyInjection;
using Stitchex.Functions.Api;
using Stitchex.Functions.Records;
using Stitchex.Functions.Tests.Records;
using Stitchex.Functions.Tests.Storage;
using Stitchex.Local.Simulator.Faults;

namespace Stitchex.Functions.Tests.Cases;

public sealed class LeaseCases(AzuriteFixture azurite) : ProtocolCase(azurite)
{
    [Fact]
    public async Task Case22_StallsInTheFetchBeyondTheLease_AnotherHandsOnTheNewVersion_TheFirstHandsOnNothing()
    {
        var id = Create().Id;
        await DeliverAsync(Unversioned(id));
        var message = Assert.Single(await TakeAsync());
        var held = Stitchex.Faults.Add(new FaultRule(FaultKind.Hold) { Method = "GET", Count = 1 });
        var stalled = Task.Run(() => App.ProcessAsync(message));
        await held.Met.WaitAsync(Eventually.Deadline);
        await using var other = await ReceiverApp.StartAgainAsync(
            App, SimulatedStitchex.SettingsFor(Stitchex), services => services.AddSingleton<TimeProvider>(Time).AddSingleton(Journal).AddRecordHandler<RecordingHandler>());

        // A process that stands still does not renew.
        Faults.Add("StitchexEvents(", StorageFault.Fails);
        Time.Advance(TimeSpan.FromMinutes(4));
        await App.Account.AdvanceClockAsync(TimeSpan.FromMinutes(4));
        Update(id, "v2");
        await other.ProcessAsync(message);
        Assert.Equal(["v2"], Delivered);

        Faults.Clear();
        held.End();
        await stalled;
        await LaterAsync(TimeSpan.FromMinutes(2));
        Assert.Equal(["v2"], Delivered);
    }

    [Fact]
    public async Task Case23_HandlerStallsBeyondTheLease_ItIsCancelled()
    {
        await DeliverAsync(Create());
        var (processing, go, cancelled) = await HoldInHandlerAsync(Assert.Single(await TakeAsync()));
        Faults.Add("StitchexEvents(", StorageFault.Fails);

        Time.Advance(TimeSpan.FromMinutes(4));

        Assert.True(cancelled.IsCancellationRequested);
        Faults.Clear();
        go.SetResult();
        await processing;
        await LaterAsync(TimeSpan.FromMinutes(10));
        Assert.Equal("Completed/Handled", await OnlyEventAsync());
        Assert.Single(Journal.Changes.Select(change => change.ChangeId).Distinct());
    }

    [Fact]
    public async Task Case24_TwoMessagesOfOneEventInOneProcess_HandlersDoNotOverlap()
    {
        await DeliverAsync(Create());
        var message = Assert.Single(await TakeAsync());
        var (processing, go, _) = await HoldInHandlerAsync(message);

        await App.ProcessAsync(message);

        Assert.Single(Journal.Changes);
        go.SetResult();
        await processing;
        await LaterAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(["v1"], Delivered);
    }

    [Fact]
    public async Task Case25_LeaseTakenForLong_NothingCounts_MessagesDoNotMultiply_AllEnd()
    {
        var first = Create();
        await DeliverAsync(first);
        var (processing, go, _) = await HoldInHandlerAsync(Assert.Single(await TakeAsync()));
        for (var i = 2; i <= 20; i++)
        {
            await DeliverAsync(Update(first.Id, $"v{i}"));
        }

        for (var i = 0; i < 20; i++)
        {
            await App.Account.AdvanceClockAsync(TimeSpan.FromSeconds(2));
            await ProcessAsync();
        }

        Assert.InRange((await App.Queue.GetPropertiesAsync()).Value.ApproximateMessagesCount, 1, 19);
        Assert.Single(await App.EventRowsAsync(), row => row.GetInt32("Attempt") > 0);
        go.SetResult();
        await processing;
        await LaterAsync(TimeSpan.FromMinutes(5));
        Assert.Equal("v20", Delivered.Last());
        Assert.DoesNotContain(await EventsAsync(), state => !state.StartsWith("Completed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Case26_OneHandlerSucceedsAnotherThrows_TheRetryRunsTheOtherAlone()
    {
        var other = new HandlerJournal { Behaviour = (_, _) => throw new InvalidOperationException("closed") };
        await using var app = await StartAppAsync(services => services.AddKeyedSingleton(OtherHandler.Key, other).AddRecordHandler<OtherHandler>());
        await app.ReceiveAsync(SimulatedStitchex.BodyOf(Create()));
        await app.ProcessAllAsync();
        other.Behaviour = (_, _) => Task.CompletedTask;

        await app.Account.AdvanceClockAsync(TimeSpan.FromMinutes(1));
        await app.ProcessAllAsync();

        Assert.Equal((1, 2), (Journal.Changes.Count, other.Changes.Count));
    }

    [Fact]
    public async Task Case27_CrashBetweenHandlerAndTransaction_SameChangeId_HigherFence_TheArchiveUnchanged()
    {
        var change = Create();
        await DeliverAsync(change);
        Journal.Behaviour = (_, _) =>
        {
            Faults.Add(Transaction, StorageFault.Fails);
            return Task.CompletedTask;
        };
        await ProcessAsync();
        Faults.Clear();
        var blob = App.Records.GetBlobClient(BlobRecordArchive.NameOf("invoice", change.Id));
        var written = (await blob.GetPropertiesAsync()).Value.ETag;
        Journal.Behaviour = (_, _) => Task.CompletedTask;

        await LaterAsync(TimeSpan.FromMinutes(10));

        Assert.Equal(2, Journal.Changes.Count);
        Assert.Equal(Journal.Changes[0].ChangeId, Journal.Changes[1].ChangeId);
        Assert.True(Journal.Changes[1].FencingToken > Journal.Changes[0].FencingToken);
        Assert.Equal(written, (await blob.GetPropertiesAsync()).Value.ETag);
    }

    [Fact]
    public async Task Case28_TransactionWithLostResponse_IsSeenToBeDone_NoSecondRun()
    {
        await DeliverAsync(Create());
        Journal.Behaviour = (_, _) =>
        {
            Faults.Add(Transaction, StorageFault.ResponseIsLost, times: 1);
            return Task.CompletedTask;
        };

        await ProcessAsync();

        Assert.Equal(["v1"], Delivered);
        Assert.Equal(1, Number(await App.OnlyEventRowAsync(), "Attempt"));
    }

    [Fact]
    public async Task Case29_SameVersionThroughTwoEvents_TheFirstCutOff_OneChangeId_OtherContentAnother()
    {
        var id = Create().Id;
        await DeliverAsync(Unversioned(id));
        Journal.Behaviour = (_, _) => throw new InvalidOperationException("cut off");
        await ProcessAsync();
        Journal.Behaviour = (_, _) => Task.CompletedTask;
        await DeliverAsync(System.Text.Encoding.UTF8.GetBytes($$"""{"event":"invoice_update","invoice":{{id}}}"""));
        await ProcessAsync();
        await DeliverAsync(Update(id, "v2"));
        await LaterAsync(TimeSpan.FromMinutes(1));

        Assert.Equal(["v1", "v1", "v2"], Delivered);
        Assert.Equal(Journal.Changes[0].ChangeId, Journal.Changes[1].ChangeId);
        Assert.NotEqual(Journal.Changes[1].ChangeId, Journal.Changes[2].ChangeId);
    }

    [Fact]
    public async Task Case61_MessagesOfARecordThatAnotherAttemptHolds_TakeNoPermit()
    {
        var id = Create().Id;
        await DeliverAsync(Update(id, "held"));
        var (processing, go, _) = await HoldInHandlerAsync(Assert.Single(await TakeAsync()));
        await using var other = await ReceiverApp.StartAgainAsync(
            App,
            SimulatedStitchex.SettingsFor(Stitchex, ("Stitchex:Api:RequestsPerMinute", "60")),
            services => services.AddSingleton<TimeProvider>(Time));
        for (var i = 0; i < 5; i++)
        {
            await DeliverAsync(Update(id, $"v{i}"));
        }

        foreach (var message in await TakeAsync())
        {
            await other.ProcessAsync(message);
        }

        await App.Account.AdvanceClockAsync(TimeSpan.FromSeconds(10));
        Assert.Equal([1, 1, 1, 1, 1], (await TakeAsync()).Select(message => message.BusyCount));
        Assert.Null(await other.Services.GetRequiredService<RequestThrottle>().WaitAsync(TimeSpan.Zero, CancellationToken.None));
        go.SetResult();
        await processing;
    }

    [Fact]
    public async Task Case69_TheRecordsRowIsErased_TheArchiveTakesWhatComesNext()
    {
        var id = Create().Id;
        for (var i = 0; i < 3; i++)
        {
            await DeliverAsync(Update(id, $"v{i}"));
            await ProcessAsync();
        }

        var row = (await App.EventRowsAsync())[0];
        await App.Events.DeleteEntityAsync(row.PartitionKey, "record");
        await DeliverAsync(Update(id, "after"));
        await ProcessAsync();

        Assert.Equal("after", await ArchivedAsync(id));
    }
}
