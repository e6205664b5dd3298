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
        """{"paused":null,"obstacles":[],"deadLettered":{"total":0,"isAtLeast":false,"byOutcome":{}}"""
        + ""","waiting":{"total":0,"isAtLeast":false,"byReason":[]},"quarantined":{"total":0,"isAtLeast":false}"""
        + ""","queue":{"length":0,"poisonLength":0},"oldestWaiting":null,"hasEvents":false}""",
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

        Assert.InRange(App.Faults.Requests.Count, 1, 140);
        Assert.Null(overview["oldestWaiting"]);
    }

    [Fact]
    public async Task EventsThatWait_AreCountedByWhatTheyWaitFor()
    {
        await StoreAsync(EventState.Received);
        await StoreAsync(EventState.Retrying, change: Failed("The ledger has no customer 330101."));
        var newest = await StoreAsync(EventState.Retrying, change: Failed("The ledger has no customer 330102."));
        await StoreAsync(EventState.Received, change: Failed("The login was rejected (401)."));
        await StoreAsync(EventState.Retrying, change: Failed("The login was rejected (403)."));
        await StoreAsync(EventState.Completed, EventOutcome.NotFound, Failed("The API does not have the record."));

        var waiting = (await OverviewAsync())["waiting"]!;

        Assert.Equal((4, false), ((int)waiting["total"]!, (bool)waiting["isAtLeast"]!));
        var reasons = waiting["byReason"]!.AsArray();
        Assert.Equal(
            ("The ledger has no customer 330102.", 2, $"{newest}"),
            ((string)reasons[0]!["reason"]!, (int)reasons[0]!["count"]!, (string)reasons[0]!["eventId"]!));
        Assert.Equal(
            ["The login was rejected (401).", "The login was rejected (403)."],
            reasons.Skip(1).Select(reason => (string)reason!["reason"]!).Order());
    }

    [Fact]
    public async Task EventThatHasNotFailed_WaitsForWhatCannotWork()
    {
        await StoreAsync(EventState.Received);
        Assert.Equal(0, (int)(await OverviewAsync())["waiting"]!["total"]!);

        await App.Events.UpsertEntityAsync(new TableEntity("control", "api")
        {
            ["Kind"] = "LoginRejected",
            ["Reason"] = "The login was rejected (401).",
            ["SeenAt"] = TimeProvider.System.GetUtcNow(),
        });
        var overview = await OverviewAsync();

        Assert.Equal("LoginRejected", (string)overview["obstacles"]![0]!["kind"]!);
        Assert.Equal("The login was rejected (401).", (string)Assert.Single(overview["waiting"]!["byReason"]!.AsArray())!["reason"]!);
    }

    [Fact]
    public async Task EventsThatWaitForLong_AreCounted_HoweverOldTheyAre()
    {
        for (var i = 0; i < 3; i++)
        {
            await WriteEntryAsync(await StoreAsync(EventState.Retrying, change: Failed("The API failed (503).")), "open");
        }

        await AdvanceAsync(TimeSpan.FromDays(3));

        Assert.Equal(3, (int)(await OverviewAsync())["waiting"]!["total"]!);
    }

    [Fact]
    public async Task MoreThanAreLookedAt_AreSaidToBeAtLeastSoMany()
    {
        for (var i = 0; i < 70; i++)
        {
            await StoreAsync(EventState.Retrying, change: Failed("The API failed (503)."));
        }

        var waiting = (await OverviewAsync())["waiting"]!;

        Assert.Equal((64, true), ((int)waiting["total"]!, (bool)waiting["isAtLeast"]!));
    }

    [Fact]
    public async Task EventsThatWerePurged_WereReceivedAllTheSame()
    {
        await App.Events.UpsertEntityAsync(new TableEntity("invoice.7", "record"));

        Assert.True((bool)(await OverviewAsync())["hasEvents"]!);
    }

    [Fact]
    public async Task OldEvent_WasReceived()
    {
        await StoreAsync(EventState.Completed, EventOutcome.Handled);
        await AdvanceAsync(TimeSpan.FromDays(12));

        Assert.True((bool)(await OverviewAsync())["hasEvents"]!);
    }

    private static Action<TableEntity> Failed(string error) => row => row["Error"] = error;

    private async Task<JsonNode> OverviewAsync() => Json(await App.Services.GetRequiredService<OverviewOperations>().GetAsync(CancellationToken.None));
}
