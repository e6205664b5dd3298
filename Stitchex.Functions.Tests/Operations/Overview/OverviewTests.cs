using System.Text.Json.Nodes;
using Azure;
using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using Stitchex.Functions.Events;
using Stitchex.Functions.Operations.Overview;
using Stitchex.Functions.Protocol;
using Stitchex.Functions.Tests.Storage;

namespace Stitchex.Functions.Tests.Operations.Overview;

public sealed class OverviewTests(AzuriteFixture azurite) : OperatorTest(azurite)
{
    [Fact]
    public async Task EmptyApp_HasNothingWrong() => Assert.Equal(
        """{"paused":null,"deadLettered":{"total":0,"isAtLeast":false,"byOutcome":{}},"quarantined":{"total":0,"isAtLeast":false},"queue":{"length":0,"poisonLength":0},"oldestWaiting":null}""",
        (await OverviewAsync()).ToJsonString());

    [Fact]
    public async Task DeadLetteredEvents_AreCountedByReason_UnlessResolved()
    {
        await StoreDeadLetteredAsync(EventOutcome.RetriesExhausted);
        await StoreDeadLetteredAsync(EventOutcome.RetriesExhausted);
        await StoreDeadLetteredAsync(EventOutcome.Rejected);
        var resolved = await StoreDeadLetteredAsync(EventOutcome.NoRecordId);
        Json(await Events.ResolveAsync($"{resolved}", Body("""{"note":"x"}"""), CancellationToken.None));

        Assert.Equal("""{"total":3,"isAtLeast":false,"byOutcome":{"RetriesExhausted":2,"Rejected":1}}""", (await OverviewAsync())["deadLettered"]!.ToJsonString());
    }

    [Fact]
    public async Task IndexEntryToWhatIsNoLongerDeadLettered_IsRemoved()
    {
        var id = await StoreAsync(EventState.Completed, EventOutcome.Handled);
        await WriteEntryAsync(id, "dead-lettered");
        Assert.Equal(0, (int)(await OverviewAsync())["deadLettered"]!["total"]!);
        Assert.Single(await IndexEntriesAsync("dead-lettered"));

        await AdvanceAsync(TimeSpan.FromMinutes(20));
        await OverviewAsync();

        Assert.Empty(await IndexEntriesAsync("dead-lettered"));
    }

    [Fact]
    public async Task RefusedBodiesAndTheQueue_AreCounted()
    {
        await App.ReceiveAsync("no event");
        await App.Queue.SendMessageAsync("x");

        var overview = await OverviewAsync();

        Assert.Equal((1, 1, 0), ((int)overview["quarantined"]!["total"]!, (int)overview["queue"]!["length"]!, (int)overview["queue"]!["poisonLength"]!));
    }

    [Fact]
    public async Task OldestWaiting_IsAmongTheRecent()
    {
        await StoreAsync(EventState.Completed, EventOutcome.Handled);
        await StoreAsync(EventState.Confirming, EventOutcome.Handled);
        var waiting = await StoreAsync(EventState.Retrying);
        await StoreAsync(EventState.Received);
        await AdvanceAsync(TimeSpan.FromMinutes(5));

        var oldest = (await OverviewAsync())["oldestWaiting"]!;

        Assert.Equal(($"{waiting}", false), ((string)oldest["eventId"]!, (bool)oldest["isAtLeast"]!));
        Assert.InRange((int)oldest["ageSeconds"]!, 295, 400);
    }

    [Fact]
    public async Task OldestWaiting_IsAmongTheWatched_HoweverOldItIs()
    {
        var old = await StoreAsync(EventState.Retrying);
        await WriteEntryAsync(old, "open");
        await AdvanceAsync(TimeSpan.FromDays(12));
        await StoreAsync(EventState.Received);

        Assert.Equal($"{old}", (string)(await OverviewAsync())["oldestWaiting"]!["eventId"]!);
    }

    [Fact]
    public async Task Case84_EventThatWasOpenedAgain_IsAsOldAsItsReceipt()
    {
        var old = await StoreAsync(EventState.Retrying);
        await AdvanceAsync(TimeSpan.FromMinutes(5));
        await StoreAsync(EventState.Received);
        await App.Events.UpdateEntityAsync(new TableEntity(old.PartitionKey, old.RowKey) { ["OpenedAt"] = TimeProvider.System.GetUtcNow().AddMinutes(10) }, ETag.All);

        var oldest = (await OverviewAsync())["oldestWaiting"]!;

        Assert.Equal($"{old}", (string)oldest["eventId"]!);
        Assert.InRange((int)oldest["ageSeconds"]!, 295, 400);
    }

    [Fact]
    public async Task Case85_ThousandsAreBeingProcessed_WhatItAsksForIsBounded()
    {
        const int Stored = 400;
        for (var i = 0; i < Stored; i++)
        {
            // Of some, the sweep does not know yet that they are done.
            var id = await StoreAsync(i % 2 == 0 ? EventState.Completed : EventState.Confirming, EventOutcome.Handled);
            await WriteEntryAsync(id, "open");
            await App.Queue.SendMessageAsync(new EventMessage { Id = $"{id}", Resource = "invoice", RecordId = "7" }.ToString());
        }

        App.Faults.Clear();
        var overview = await OverviewAsync();

        Assert.InRange(App.Faults.Requests.Count, 1, 90);
        Assert.Null(overview["oldestWaiting"]);
    }

    private async Task<JsonNode> OverviewAsync() => Json(await App.Services.GetRequiredService<OverviewOperations>().GetAsync(CancellationToken.None));
}
