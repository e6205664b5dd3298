using System.Net;
using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using Stitchex.Functions.Operations;
using Stitchex.Functions.Operations.Quarantine;
using Stitchex.Functions.Protocol;
using Stitchex.Functions.Tests.Storage;
using Stitchex.Local.Simulator.Faults;

namespace Stitchex.Functions.Tests.Cases;

public sealed class MessageCases(AzuriteFixture azurite) : ProtocolCase(azurite)
{
    [Fact]
    public async Task Case30_CrashesBetweenTheNewMessageAndTheOld_TheNumberOfMessagesStaysBounded()
    {
        var random = new Random(30);
        await DeliverAsync(Create());
        using var fault = Stitchex.Faults.Add(FaultRule.Response(500));
        for (var attempt = 0; attempt < 50; attempt++)
        {
            var messages = await TakeAsync();
            foreach (var message in messages)
            {
                await App.ProcessAsync(message);
                if (random.NextDouble() < 0.05)
                {
                    await App.Queue.SendMessageAsync(message.ToString());
                }
            }

            await AdvanceAsync(TimeSpan.FromHours(1));
        }

        Assert.InRange((await App.Queue.GetPropertiesAsync()).Value.ApproximateMessagesCount, 1, 2);
    }

    [Fact]
    public async Task Case31_AMessageFromTheFuture_ItsSenderDiedBeforeWritingTheSequence_IsNotDropped()
    {
        await DeliverAsync(Create());
        var message = Assert.Single(await TakeAsync());

        await App.ProcessAsync(message with { Sequence = 1 });

        Assert.Equal("Completed/Handled", await OnlyEventAsync());
    }

    [Theory]
    [InlineData(500, null)]
    [InlineData(429, "21600")]
    public async Task Case32_OverdueEventsWhileTheApiIsDown_TheQueueDoesNotGrow(int status, string? retryAfter)
    {
        const int Events = 24;
        using var fault = Stitchex.Faults.Add(FaultRule.Response(status, retryAfter));
        for (var i = 0; i < Events; i++)
        {
            await DeliverAsync(Create($"{i}"));
        }

        // What became due is taken long before the sweep takes it for overdue, whatever time storage's clock has counted meanwhile.
        for (var minutes = 5; minutes <= 4 * 60; minutes += 5)
        {
            await AdvanceAsync(TimeSpan.FromMinutes(5));
            // Two a minute, where ten were due.
            for (var i = 0; i < 10 && (await App.Queue.ReceiveMessageAsync()).Value is { } message; i++)
            {
                await App.ProcessAsync(EventMessage.TryParse(message.Body.ToString(), out var parsed, out _) ? parsed : throw new InvalidOperationException("No message."));
                await App.Queue.DeleteMessageAsync(message.MessageId, message.PopReceipt);
            }

            if (minutes % 15 == 0)
            {
                await App.Services.GetRequiredService<EventSweeper>().SweepAsync(CancellationToken.None);
            }

            Assert.InRange((await App.Queue.GetPropertiesAsync()).Value.ApproximateMessagesCount, 0, Events);
        }
    }

    [Fact]
    public async Task Case33_TheTableIsAwayWhileMessagesAreTaken_TheyGoToPoison_ComeBack_AndNothingIsDeadLettered()
    {
        await DeliverAsync(Create());
        var message = Assert.Single(await TakeAsync());
        Faults.Add("StitchexEvents", StorageFault.Fails);
        await Assert.ThrowsAnyAsync<Exception>(() => App.ProcessAsync(message));
        await App.Services.GetRequiredService<PoisonedMessages>().ReturnAsync(message.ToString());
        Faults.Clear();

        await LaterAsync(TimeSpan.FromMinutes(3));

        Assert.Equal("Completed/Handled", await OnlyEventAsync());
    }

    [Fact]
    public async Task Case33_AnEventThatKillsTheProcessEachTime_IsDeadLetteredAtItsFifth_ItsNeighboursAreHandled()
    {
        await DeliverAsync(Create("killer"));
        await DeliverAsync(Create("neighbour"));
        Journal.Behaviour = (change, _) =>
        {
            if (NoteOf(change.Record) == "killer")
            {
                Faults.Add(Transaction, StorageFault.Fails, times: 4);
            }

            return Task.CompletedTask;
        };

        await LaterAsync(TimeSpan.FromHours(2));

        Assert.Equal(["Completed/Handled", "DeadLettered/CrashLoop"], await EventsAsync());
        Assert.Equal(5, Number((await App.EventRowsAsync()).Single(row => row.GetString("State") == "DeadLettered"), "CrashCount"));
    }

    [Theory]
    [InlineData("garbage")]
    [InlineData("""{"v":2,"id":"invoice.7.update.0123456789abcdef0123456789abcdef","resource":"invoice","sequence":0}""")]
    public async Task Case34_AMessageThatCannotBeRead_IsKeptWithItsText_AndReplayable(string text)
    {
        await App.Queue.SendMessageAsync(text);
        await App.Services.GetRequiredService<PoisonedMessages>().ReturnAsync(text);
        await LaterAsync(TimeSpan.FromMinutes(3));
        var rejected = Assert.Single(await App.IndexEntriesAsync("quarantine"));

        var response = await App.Services.GetRequiredService<QuarantineOperations>().ReplayAsync(rejected.RowKey, CancellationToken.None);

        Assert.Equal(HttpStatusCode.Accepted, response.Status);

        Assert.Equal(text, (await App.Queue.PeekMessageAsync()).Value.Body.ToString());
    }

    [Fact]
    public async Task Case34_AMessageWhoseRowIsMissing_IsHandled()
    {
        await DeliverAsync(Create());
        var row = await App.OnlyEventRowAsync();
        await App.Events.DeleteEntityAsync(new TableEntity(row.PartitionKey, row.RowKey), Azure.ETag.All);
        var indexEntry = Assert.Single(await App.IndexEntriesAsync());
        await App.EventIndex.DeleteEntityAsync(indexEntry, Azure.ETag.All);

        await ProcessAsync();

        Assert.Equal(["v1"], Delivered);
        Assert.Single(await App.IndexEntriesAsync());
    }

    [Fact]
    public async Task Case34_AMessageWhoseRowIsMissing_HasItsIndexEntryThoughStorageFailedFirst()
    {
        await DeliverAsync(Create());
        var row = await App.OnlyEventRowAsync();
        await App.Events.DeleteEntityAsync(new TableEntity(row.PartitionKey, row.RowKey), Azure.ETag.All);
        await App.EventIndex.DeleteEntityAsync(Assert.Single(await App.IndexEntriesAsync()), Azure.ETag.All);
        var message = Assert.Single(await TakeAsync());
        Faults.Add("StitchexEventIndex", StorageFault.Fails);
        await Assert.ThrowsAnyAsync<Exception>(() => App.ProcessAsync(message));
        Faults.Clear();

        await App.ProcessAsync(message);

        Assert.Equal(["v1"], Delivered);
        Assert.Single(await App.IndexEntriesAsync());
    }
}
