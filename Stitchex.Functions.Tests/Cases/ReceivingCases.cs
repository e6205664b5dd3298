using System.Net;
using Azure;
using Microsoft.Extensions.DependencyInjection;
using Stitchex.Functions.Receiving;
using Stitchex.Functions.Records;
using Stitchex.Functions.Tests.Storage;
using Stitchex.Local.Simulator.Records;

namespace Stitchex.Functions.Tests.Cases;

public sealed class ReceivingCases(AzuriteFixture azurite) : ProtocolCase(azurite)
{
    [Fact]
    public async Task Case01_CrashBetweenInsertAndEnqueue_TheSenderRepeats_HandledOnce()
    {
        var change = Create();
        Faults.Add(Enqueue, StorageFault.Fails);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await DeliverAsync(change));
        Faults.Clear();

        Assert.Equal(HttpStatusCode.Accepted, await DeliverAsync(change));
        await ProcessAsync();

        Assert.Equal(["v1"], Delivered);
    }

    [Fact]
    public async Task Case02_InsertWithLostResponse_MeetsItsOwnRow_HandledOnce()
    {
        Faults.Add(Insert, StorageFault.ResponseIsLost, times: 1);

        Assert.Equal(HttpStatusCode.Accepted, await DeliverAsync(Create()));
        await ProcessAsync();

        Assert.Equal(["v1"], Delivered);
    }

    [Fact]
    public async Task Case03_EnqueueWithLostResponse_TheSenderRepeats_TwoMessagesOneEffect()
    {
        var change = Create();
        Faults.Add(Enqueue, StorageFault.ResponseIsLost);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await DeliverAsync(change));
        Faults.Clear();

        await DeliverAsync(change);

        Assert.True(await ProcessAsync() >= 2);
        Assert.Equal(["v1"], Delivered);
    }

    [Fact]
    public async Task Case04_PointerFails_Accepted_AndInTheLogWhenProcessed()
    {
        Faults.Add(IndexEntry, StorageFault.Fails);
        Assert.Equal(HttpStatusCode.Accepted, await DeliverAsync(Create()));
        Faults.Clear();

        await ProcessAsync();

        Assert.Single(await App.IndexEntriesAsync());
    }

    [Fact]
    public async Task Case05_CrashAfterInsert_TheSenderGivesUp_ALaterDeliveryJoinsTheRow()
    {
        var change = Create();
        Faults.Add(Enqueue, StorageFault.Fails);
        await DeliverAsync(change);
        Faults.Clear();
        await AdvanceAsync(TimeSpan.FromDays(3));

        await DeliverAsync(change);
        await ProcessAsync();

        Assert.Equal("Completed/Handled", await OnlyEventAsync());
    }

    [Fact]
    public async Task Case06_TenEqualDeliveriesAtOnce_OneRowOneEffect_AndARepeatAfter47HoursIsOnlyFetched()
    {
        var change = Create();

        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => DeliverAsync(change)));
        await ProcessAsync();
        await AdvanceAsync(new TimeSpan(47, 59, 0));

        Assert.Equal(HttpStatusCode.Accepted, await DeliverAsync(change));
        Assert.Equal(1, await ProcessAsync());
        Assert.Equal(["v1"], Delivered);
        Assert.Equal("Completed/Unchanged", await OnlyEventAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Case07_TheClientHangsUp_EitherNothingIsStoredOrTheEventIsHandled(bool beforeTheBodyIsRead)
    {
        using var hungUp = new CancellationTokenSource();
        var bytes = SimulatedStitchex.BodyOf(Create());
        using Stream body = beforeTheBodyIsRead
            ? new BufferedStream(new MemoryStream(bytes))
            : new MemoryStream(bytes, 0, bytes.Length, writable: false, publiclyVisible: true);
        await hungUp.CancelAsync();

        var receiving = App.Services.GetRequiredService<WebhookReceiver>().ReceiveAsync(body, hungUp.Token);

        await receiving.ContinueWith(_ => { }, TaskScheduler.Default);
        await ProcessAsync();
        Assert.Equal(beforeTheBodyIsRead ? 0 : 1, (await App.EventRowsAsync()).Count);
        Assert.Equal(beforeTheBodyIsRead ? 0 : 1, Journal.Changes.Count);
    }

    [Theory]
    [InlineData(Insert)]
    [InlineData(Enqueue)]
    public async Task Case08_StorageTakesItsFullTimeOut_503WithinTheDeadline_AndNothingIsLost(string request)
    {
        var change = Create();
        Faults.Add(request, StorageFault.Hangs);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await DeliverAsync(change).WaitAsync(Eventually.Deadline));
        Faults.Clear();

        await DeliverAsync(change);
        await ProcessAsync();

        Assert.Equal(["v1"], Delivered);
    }

    [Fact]
    public async Task Case63_KilledBetweenMessageAndIndexEntry_TheRedeliveryFindsItRetrying_AndTheEventIsInTheIndex()
    {
        var (change, indexEntry) = await DeliverWithoutIndexEntryAsync();
        Journal.Behaviour = (_, _) => throw new InvalidOperationException("not now");
        await ProcessAsync();
        Assert.Empty(await App.IndexEntriesAsync());
        Faults.Clear();

        Assert.Equal(HttpStatusCode.OK, await DeliverAsync(change));

        Assert.Equal(3, Faults.Requests.Count);
        Assert.Equal(indexEntry, Assert.Single(await App.IndexEntriesAsync()).RowKey);
    }

    [Fact]
    public async Task Case63_IndexEntryOfARedeliveryFails_NothingIsPromised()
    {
        var (change, _) = await DeliverWithoutIndexEntryAsync();
        Journal.Behaviour = (_, _) => throw new InvalidOperationException("not now");
        await ProcessAsync();
        Faults.Add(IndexEntry, StorageFault.Fails);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, await DeliverAsync(change));
    }

    [Fact]
    public async Task Case63_KilledBetweenMessageAndIndexEntry_TheRedeliveryFindsItCompleted_AndTheEventIsInTheIndex()
    {
        var (change, indexEntry) = await DeliverWithoutIndexEntryAsync();
        await ProcessAsync();

        Assert.Equal(HttpStatusCode.Accepted, await DeliverAsync(change));
        await ProcessAsync();

        Assert.Equal(indexEntry, Assert.Single(await App.IndexEntriesAsync()).RowKey);
    }

    [Fact]
    public async Task Case63_KilledBetweenMessageAndIndexEntry_TheRedeliveryFindsItDeadLettered_AndTheEventIsInTheIndex()
    {
        var (change, indexEntry) = await DeliverWithoutIndexEntryAsync();
        Journal.Behaviour = (_, _) => throw new RejectRecordException("no");
        await ProcessAsync();

        Assert.Equal(HttpStatusCode.Accepted, await DeliverAsync(change));
        await ProcessAsync();

        Assert.Equal(indexEntry, Assert.Single(await App.IndexEntriesAsync()).RowKey);
    }

    private async Task<(SimulatedChange Change, string IndexEntry)> DeliverWithoutIndexEntryAsync()
    {
        var change = Create();
        await DeliverAsync(change);
        var indexEntry = Assert.Single(await App.IndexEntriesAsync());
        await App.EventIndex.DeleteEntityAsync(indexEntry, ETag.All);
        return (change, indexEntry.RowKey);
    }
}
