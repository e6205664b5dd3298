using Microsoft.Extensions.DependencyInjection;
using Stitchex.Functions.Processing;
using Stitchex.Functions.Records;
using Stitchex.Functions.Tests.Records;
using Stitchex.Functions.Tests.Storage;
using Stitchex.Local.Simulator.Faults;

namespace Stitchex.Functions.Tests.Cases;

/// <summary>The worker is stopped in an orderly way while it has attempts in hand, and nobody cancelled its functions first.</summary>
public sealed class ShutdownCases(AzuriteFixture azurite) : ProtocolCase(azurite)
{
    [Fact]
    public async Task Case83_StoppedInAHandler_TheLeaseIsFreed_AndTheEventIsTriedAgainAtOnce()
    {
        await DeliverAsync(Create());
        var message = Assert.Single(await TakeAsync());
        var other = await StartOtherAsync();
        var there = new TaskCompletionSource();
        Journal.Behaviour = (_, cancellationToken) =>
        {
            there.SetResult();
            return Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        };
        var processing = Task.Run(() => other.ProcessAsync(message));
        await there.Task.WaitAsync(Eventually.Deadline);

        await other.DisposeAsync();
        await processing.WaitAsync(Eventually.Deadline);

        Journal.Behaviour = (_, _) => Task.CompletedTask;
        await AssertIsTriedAgainAtOnceAsync();
        Assert.Single(Journal.Changes.Select(change => change.ChangeId).Distinct());
    }

    [Fact]
    public async Task Case83_StoppedInTheFetch_TheLeaseIsFreed_AndTheEventIsTriedAgainAtOnce()
    {
        await DeliverAsync(Create());
        var message = Assert.Single(await TakeAsync());
        var other = await StartOtherAsync();
        var held = Stitchex.Faults.Add(new FaultRule(FaultKind.Hold) { Method = "GET", Count = 1 });
        var processing = Task.Run(() => other.ProcessAsync(message));
        await held.Met.WaitAsync(Eventually.Deadline);

        await other.DisposeAsync();
        held.End();
        await processing.WaitAsync(Eventually.Deadline);

        await AssertIsTriedAgainAtOnceAsync();
    }

    [Fact]
    public async Task Case83_HandlerThatDoesNotLookAtItsCancellation_IsWaitedFor_AndItsWorkCounts()
    {
        await DeliverAsync(Create());
        var message = Assert.Single(await TakeAsync());
        var other = await StartOtherAsync();
        var (there, go) = (new TaskCompletionSource<CancellationToken>(), new TaskCompletionSource());
        Journal.Behaviour = (_, cancellationToken) =>
        {
            there.SetResult(cancellationToken);
            return go.Task;
        };
        var processing = Task.Run(() => other.ProcessAsync(message));
        var cancelled = await there.Task.WaitAsync(Eventually.Deadline);

        var stopping = other.DisposeAsync().AsTask();
        await Eventually.HoldsAsync(() => cancelled.IsCancellationRequested);
        go.SetResult();
        await stopping.WaitAsync(Eventually.Deadline);
        await processing;

        // The archive, which comes after it, was not begun any more.
        Journal.Behaviour = (_, _) => Task.CompletedTask;
        await AssertIsTriedAgainAtOnceAsync();
        Assert.Single(Journal.Changes);
    }

    [Fact]
    public async Task Case83_MessageThatComesAfterTheStop_IsLeftToTheHost()
    {
        await DeliverAsync(Create());
        var message = Assert.Single(await TakeAsync());
        var other = await StartOtherAsync();
        var processor = other.Services.GetRequiredService<EventProcessor>();
        await other.DisposeAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => processor.ProcessAsync(message.ToString(), CancellationToken.None));

        Assert.Equal("Received", await OnlyEventAsync());
        Assert.Empty(await App.RecordRowsAsync());
    }

    private async Task AssertIsTriedAgainAtOnceAsync()
    {
        Assert.Equal("", Assert.Single(await App.RecordRowsAsync()).GetString("LeaseOwner"));
        Assert.Equal("Retrying", await OnlyEventAsync());
        var next = Assert.Single(await App.PeekAsync());
        Assert.Equal((1, 0), (next.Sequence, Number(await App.OnlyEventRowAsync(), "CrashCount")));

        await ProcessAsync();

        Assert.Equal("Completed/Handled", await OnlyEventAsync());
    }

    private Task<ReceiverApp> StartOtherAsync() => ReceiverApp.StartAgainAsync(
        App, SimulatedStitchex.SettingsFor(Stitchex), services => services.AddSingleton<TimeProvider>(Time).AddSingleton(Journal).AddRecordHandler<RecordingHandler>());
}
