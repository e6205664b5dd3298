using Azure;
using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using Stitchex.Functions.Events;
using Stitchex.Functions.Operations;
using Stitchex.Functions.Storage;
using Stitchex.Functions.Tests.Operations;
using Stitchex.Functions.Tests.Storage;

namespace Stitchex.Functions.Tests.Telemetry;

public sealed class SweepTelemetryTests(AzuriteFixture azurite) : OperationsTest(azurite)
{
    private const string Age = "stitchex.event.oldest_waiting.age";
    private const string Open = "stitchex.event.open";

    [Fact]
    public async Task Sweep_MeasuresWhatWaits()
    {
        using var metrics = new RecordedMetrics(App.Services);
        await StoreAsync(EventState.Completed, EventOutcome.Handled);
        await StoreAsync(EventState.Confirming, EventOutcome.Handled);
        await StoreAsync(EventState.Received);
        await AdvanceAsync(TimeSpan.FromMinutes(10));
        await StoreAsync(EventState.Retrying);
        await AdvanceAsync(TimeSpan.FromMinutes(20));
        await App.Queue.SendMessageAsync("waits");

        await SweepAsync();

        Assert.Equal(2, metrics.Last(Open));
        Assert.InRange(metrics.Last(Age), 29 * 60, 35 * 60);

        // The sweep itself sent the two again, and the one that is only to be confirmed.
        Assert.Equal(4, metrics.Last("stitchex.queue.length", "messaging.destination.name=stitchex-events"));
        Assert.Equal(0, metrics.Last("stitchex.queue.length", "messaging.destination.name=stitchex-events-poison"));
    }

    // Measured again with each sweep, by whatever instance sweeps: an instance that is gone takes no alert along.
    [Fact]
    public async Task Sweep_MeasuresWhatWaitsForSomebody_UntilSomebodyHasDealtWithIt()
    {
        var rejected = await StoreAsync(EventState.DeadLettered, EventOutcome.Rejected);
        var replayed = await StoreAsync(EventState.Retrying);
        var resolved = await StoreAsync(EventState.DeadLettered, EventOutcome.CrashLoop, row => row["ResolvedAt"] = TimeProvider.System.GetUtcNow().AddDays(1));
        foreach (var id in new[] { rejected, replayed, resolved })
        {
            await WriteEntryAsync(id, "dead-lettered");
        }

        await App.ReceiveAsync("no event");
        using var metrics = new RecordedMetrics(App.Services);

        await SweepAsync();
        await SweepAsync();

        Assert.Equal([1, 1], Unresolved("rejected"));
        Assert.Equal([0, 0], Unresolved("crash_loop"));
        Assert.Equal([0, 0], Unresolved("retries_exhausted"));
        Assert.Equal(1, metrics.Last("stitchex.quarantine.items"));

        await App.Events.UpdateEntityAsync(
            new TableEntity(rejected.PartitionKey, rejected.RowKey) { ["ResolvedAt"] = TimeProvider.System.GetUtcNow().AddDays(1) }, ETag.All, TableUpdateMode.Merge);
        await SweepAsync();

        Assert.Equal([1, 1, 0], Unresolved("rejected"));

        IEnumerable<double> Unresolved(string outcome) => metrics.All
            .Where(measured => (measured.Metric, measured.Attributes) == ("stitchex.event.unresolved", $"stitchex.outcome={outcome}"))
            .Select(measured => measured.Value);
    }

    // What is resolved is kept as long as any other event, and stays among the dead-lettered ones.
    [Fact]
    public async Task Sweep_MeasuresWhatWaitsForSomebody_AlsoBehindAThousandThatAreResolved()
    {
        await WriteEntryAsync(await StoreAsync(EventState.DeadLettered, EventOutcome.Rejected), "dead-lettered");
        var now = TimeProvider.System.GetUtcNow();
        var resolved = await StoreAsync(EventState.DeadLettered, EventOutcome.CrashLoop, row => row["ResolvedAt"] = now.AddDays(1));
        foreach (var some in Enumerable.Range(0, 1_000).Chunk(100))
        {
            await App.EventIndex.SubmitTransactionAsync(some.Select(i => new TableTransactionAction(
                TableTransactionActionType.Add,
                new TableEntity("dead-lettered", $"{IndexEntry.RowKeyOf(now.AddSeconds(i))}.{resolved}") { ["Resource"] = "invoice" })));
        }

        using var metrics = new RecordedMetrics(App.Services);

        await SweepAsync();

        Assert.Equal(1, metrics.Last("stitchex.event.unresolved", "stitchex.outcome=rejected"));
        Assert.Equal(0, metrics.Last("stitchex.event.unresolved", "stitchex.outcome=crash_loop"));
    }

    [Fact]
    public async Task Sweep_MeasuresWhatWaitsForSomebody_AlsoWhereTheRestOfItFails()
    {
        await WriteEntryAsync(await StoreAsync(EventState.DeadLettered, EventOutcome.Rejected), "dead-lettered");
        App.Faults.Add("stitchex-events-poison", StorageFault.Fails);
        using var metrics = new RecordedMetrics(App.Services);

        Assert.True(StorageFailure.Is(await Assert.ThrowsAnyAsync<Exception>(SweepAsync)));

        Assert.Equal(1, metrics.Last("stitchex.event.unresolved", "stitchex.outcome=rejected"));
    }

    [Fact]
    public async Task WhereNothingWaits_TheGaugesAreZero()
    {
        using var metrics = new RecordedMetrics(App.Services);

        await SweepAsync();

        Assert.Equal((0, 0), (metrics.Last(Open), metrics.Last(Age)));
    }

    private Task SweepAsync() => App.Services.GetRequiredService<EventSweeper>().SweepAsync(CancellationToken.None);
}
