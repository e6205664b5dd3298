using Microsoft.Extensions.DependencyInjection;
using Stitchex.Functions.Events;
using Stitchex.Functions.Operations;
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

    [Fact]
    public async Task WhereNothingWaits_TheGaugesAreZero()
    {
        using var metrics = new RecordedMetrics(App.Services);

        await SweepAsync();

        Assert.Equal((0, 0), (metrics.Last(Open), metrics.Last(Age)));
    }

    private Task SweepAsync() => App.Services.GetRequiredService<EventSweeper>().SweepAsync(CancellationToken.None);
}
