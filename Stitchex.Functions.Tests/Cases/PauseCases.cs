using Microsoft.Extensions.DependencyInjection;
using Stitchex.Functions.Operations.Pausing;
using Stitchex.Functions.Processing;
using Stitchex.Functions.Tests.Storage;

namespace Stitchex.Functions.Tests.Cases;

/// <summary>What a pause costs while many events wait, and how soon they are taken up after it.</summary>
public sealed class PauseCases(AzuriteFixture azurite) : ProtocolCase(azurite)
{
    private const int Room = 24;
    private const int Waiting = 2 * Room;

    private static readonly TimeSpan Held = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Case62_Paused_TheHostsMessagesAreHeld_SoThatItTakesNoMore_AndEachCostsTheSame()
    {
        await using var app = await StartAsync();
        for (var round = 0; round < 3; round++)
        {
            app.Faults.Clear();
            var began = Time.GetUtcNow();

            await ProcessFullHostAsync(app);

            Assert.InRange(Time.GetUtcNow() - began, Held, TimeSpan.MaxValue);
            Assert.Equal(3 * Room, app.Faults.Requests.Count(request => !request.Contains("'control'", StringComparison.Ordinal)));
            Assert.Equal(Waiting, (await app.EventRowsAsync()).Count(row => row.GetString("State") == "Received"));
            await app.Account.AdvanceClockAsync(TimeSpan.FromMinutes(5));
        }
    }

    [Fact]
    public async Task Case62_Resumed_WhatIsHeldGoesOnAtOnce_AndTheRestWithinFiveMinutes()
    {
        await using var app = await StartAsync();
        await ProcessFullHostAsync(app);
        var held = await TakeAsync(app);

        await ResumeAsync(app);
        app.Faults.Clear();

        // No further than that all of them have seen it: what they do then takes its own time.
        await EndAsync(held, () => app.Faults.Requests.Count(request => request.Contains("'event.", StringComparison.Ordinal)) < Room);

        Assert.Equal(Room, (await app.EventRowsAsync()).Count(row => row.GetString("State") == "Completed"));
        await app.Account.AdvanceClockAsync(TimeSpan.FromMinutes(5));
        await app.ProcessAllAsync();
        Assert.All(await app.EventRowsAsync(), row => Assert.Equal("Completed/Handled", Describe(row)));
    }

    [Fact]
    public async Task Case62_StoppedWhilePaused_TheMessageIsLeftInTheQueue()
    {
        await using var app = await StartAsync();
        using var stop = new CancellationTokenSource();
        var message = (await app.PeekAsync())[0];
        var held = app.Services.GetRequiredService<EventProcessor>().ProcessAsync(message.ToString(), stop.Token);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => held.WaitAsync(Eventually.Deadline));
    }

    private async Task<ReceiverApp> StartAsync()
    {
        var app = await StartAppAsync(
            null,
            ("Stitchex:Processing:MaxThrottleWait", $"{Held}"),

            // The clock goes on while fetches are under way.
            ("Stitchex:Api:RequestTimeout", "00:01:00"),
            ("Stitchex:Api:FetchTimeout", "00:01:00"));
        for (var i = 0; i < Waiting; i++)
        {
            await app.ReceiveAsync(SimulatedStitchex.BodyOf(Create($"{i}")));
        }

        var reason = new MemoryStream("""{"reason":"the ERP is moved"}"""u8.ToArray());
        await app.Services.GetRequiredService<PauseOperations>().PauseAsync(reason, "key night", CancellationToken.None);
        return app;
    }

    private static async Task ResumeAsync(ReceiverApp app) =>
        await app.Services.GetRequiredService<PauseOperations>().ResumeAsync("key night", CancellationToken.None);

    private async Task ProcessFullHostAsync(ReceiverApp app) => await EndAsync(await TakeAsync(app));

    // As many as the host has room for; they are removed when they are done with.
    private static async Task<Task> TakeAsync(ReceiverApp app)
    {
        var processor = app.Services.GetRequiredService<EventProcessor>();
        List<Task> held = [];
        while (held.Count < Room && (await app.Queue.ReceiveMessageAsync(TimeSpan.FromMinutes(10))).Value is { } message)
        {
            held.Add(ProcessAsync(message.Body.ToString(), message.MessageId, message.PopReceipt));
        }

        return Task.WhenAll(held);

        async Task ProcessAsync(string text, string id, string receipt)
        {
            await processor.ProcessAsync(text, CancellationToken.None);
            await app.Queue.DeleteMessageAsync(id, receipt);
        }
    }

    private async Task EndAsync(Task held, Func<bool>? mayAdvance = null)
    {
        await Eventually.HoldsAsync(() =>
        {
            if (mayAdvance?.Invoke() ?? true)
            {
                Time.Advance(TimeSpan.FromSeconds(1));
            }

            return held.IsCompleted;
        });
        await held;
    }
}
