using System.Net;
using Azure;
using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using Stitchex.Functions.Events;
using Stitchex.Functions.Operations;
using Stitchex.Functions.Operations.Overview;
using Stitchex.Functions.Protocol;
using Stitchex.Functions.Tests.Operations.Jobs;
using Stitchex.Functions.Tests.Storage;

namespace Stitchex.Functions.Tests.Operations;

/// <summary>Case 66: rows that this version cannot read, because a newer one wrote them, or a hand.</summary>
public sealed class UnreadableRowTests(AzuriteFixture azurite) : JobTest(azurite)
{
    /// <summary>What makes a row unreadable: a property, and its value.</summary>
    public static TheoryData<string, object> Flaws => new()
    {
        { "State", "Held" },
        { "Outcome", "Postponed" },
        { "Sequence", "three" },
        { "Sequence", 3L },
        { "Version", "soon" },
        { "OpenedAt", "yesterday" },
        { "Error", 7 },
    };

    [Theory]
    [MemberData(nameof(Flaws))]
    public async Task Case66_SweepPurgeListsAndJobsGoOn_AndTheEventIsShownAsUnreadable(string name, object value)
    {
        var unreadable = await StoreUnreadableAsync(name, value);
        var overdue = await StoreAsync(EventState.Retrying);
        var deadLettered = await StoreDeadLetteredAsync();
        await WriteEntryAsync(unreadable, "dead-lettered");
        await AdvanceAsync(TimeSpan.FromMinutes(20));

        await SweepAsync();
        Assert.Equal([$"{overdue}"], (await App.PeekAsync()).Select(message => message.Id));
        Assert.Contains($"{unreadable}", await IndexEntriesAsync("open"));

        var page = await ListAsync();
        var shown = page["events"]!.AsArray().Single(item => (string)item!["id"]! == $"{unreadable}")!;
        Assert.Equal(("Unreadable", "invoice"), ((string)shown["state"]!, (string)shown["resource"]!));
        Assert.Contains(name, (string)shown["error"]!, StringComparison.Ordinal);
        Assert.Equal([$"{unreadable}"], Ids(await ListAsync("state=Unreadable")));
        Json(await Events.GetAsync($"{unreadable}", CancellationToken.None));
        Json(await Events.GetRecordAsync("invoice", "1", Query(""), CancellationToken.None));
        Json(await App.Services.GetRequiredService<OverviewOperations>().GetAsync(CancellationToken.None));
        Assert.Contains("cannot read", Problem(await Events.ReplayAsync($"{unreadable}", CancellationToken.None), HttpStatusCode.Conflict), StringComparison.Ordinal);

        Assert.Equal(("Completed", 1, 1), NumbersOf(await RunAsync("""{"kind":"replay","state":"DeadLettered"}""")));
        var today = (await App.IndexEntriesAsync())[0].PartitionKey;
        Assert.Equal(("Completed", 3, 2), NumbersOf(await RunAsync($$"""{"kind":"replay","from":"{{today}}","to":"{{today}}"}""")));

        await AdvanceAsync(TimeSpan.FromDays(33));
        await App.Services.GetRequiredService<EventPurger>().PurgeAsync(CancellationToken.None);
        Assert.True(await ExistsAsync(unreadable));
        Assert.True(await ExistsAsync(deadLettered));
        Assert.Contains($"{unreadable}", await IndexEntriesAsync("open"));
    }

    [Theory]
    [MemberData(nameof(Flaws))]
    public async Task Case66_ItsMessage_DoesNotCycleThroughPoison_AndIsKept_AndTheEventIsWatched(string name, object value)
    {
        var id = await StoreUnreadableAsync(name, value);
        await App.Queue.SendMessageAsync(MessageOf(id).ToString());

        Assert.Equal(1, await App.ProcessAllAsync());

        Assert.Single(await App.IndexEntriesAsync("quarantine"));
        Assert.Equal([$"{id}"], await IndexEntriesAsync("open"));
        Assert.Equal(0, (await App.Queue.GetPropertiesAsync()).Value.ApproximateMessagesCount);
    }

    [Theory]
    [InlineData("Version", "soon")]
    [InlineData("ChangeCount", "one")]
    [InlineData("LeaseExpiresAt", "then")]
    public async Task Case66_UnreadableRowOfTheRecord_TheMessageDoesNotCycle_AndWhatIsMendedIsTakenUpAgain(string name, object value)
    {
        var id = await StoreAsync(EventState.Received);
        await App.Events.AddEntityAsync(new TableEntity(id.PartitionKey, RecordRow.RowKey) { [name] = value });
        await App.Queue.SendMessageAsync(MessageOf(id).ToString());

        Assert.Equal(1, await App.ProcessAllAsync());

        Json(await Events.GetAsync($"{id}", CancellationToken.None));
        Json(await Events.GetRecordAsync("invoice", "1", Query(""), CancellationToken.None));
        Assert.Single(await App.IndexEntriesAsync("quarantine"));
        await AdvanceAsync(TimeSpan.FromMinutes(20));
        await SweepAsync();
        Assert.Equal([$"{id}"], (await App.PeekAsync()).Select(message => message.Id));
    }

    [Fact]
    public async Task Case66_ItsRepeat_IsAMessage_WhichANewerVersionMayUnderstand()
    {
        await StoreUnreadableAsync("State", "Held");

        var response = await App.ReceiveAsync("""{"event":"invoice_update","invoice":{"id":1,"updated_at":"2026-11-02T03:00:00Z"}}""");

        Assert.Equal(HttpStatusCode.Accepted, response.Status);
        Assert.True(Assert.Single(await App.PeekAsync()).WriteIndexEntry);
    }

    [Theory]
    [InlineData("Kind", "Export")]
    [InlineData("Kind", "Redeliver")]
    [InlineData("Status", "Waiting")]
    [InlineData("Query", "state=Held")]
    [InlineData("Page", "two")]
    public async Task Case66_UnreadableRowOfAJob_TheSweepAndTheListGoOn_AndItIsShown(string name, object value)
    {
        await StoreManyDeadLetteredAsync(1);
        var id = await StartAsync("""{"kind":"replay","state":"DeadLettered"}""");
        await App.Events.UpdateEntityAsync(new TableEntity("control", $"job.{id}") { [name] = value }, ETag.All, TableUpdateMode.Merge);
        await AdvanceAsync(TimeSpan.FromMinutes(20));

        await SweepAsync();
        await App.RunJobsAsync();

        var shown = Assert.Single(Json(await Jobs.ListAsync(CancellationToken.None))["jobs"]!.AsArray())!;
        Assert.Equal("Failed", (string)shown["status"]!);
        Assert.Contains("cannot read", (string)shown["error"]!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sweep", "ScannedUntil", "yesterday")]
    [InlineData("sweep", "OpenPosition", 7)]
    [InlineData("pause", "PausedAt", "yesterday")]
    public async Task Case66_HandEditedRowThatSteers_StopsNeitherTheSweepNorTheOverview(string row, string name, object value)
    {
        await SweepAsync();
        await App.Events.UpsertEntityAsync(new TableEntity("control", row) { [name] = value }, TableUpdateMode.Merge);
        App.Faults.Clear();

        await SweepAsync();

        // Where it cannot tell how far it came, it begins with the last days, and not with the first of all.
        Assert.InRange(App.Faults.Requests.Count, 1, 40);

        Json(await App.Services.GetRequiredService<OverviewOperations>().GetAsync(CancellationToken.None));
    }

    [Theory]
    [InlineData("Resource", 7)]
    [InlineData("ResentAt", "yesterday")]
    public async Task Case66_HandEditedPointer_StopsNeitherTheSweepNorLists(string name, object value)
    {
        var id = await StoreAsync(EventState.Retrying);
        await WriteEntryAsync(id, "open");
        var indexEntry = Assert.Single(await App.IndexEntriesAsync());
        foreach (var partition in new[] { indexEntry.PartitionKey, "open" })
        {
            await App.EventIndex.UpdateEntityAsync(new TableEntity(partition, indexEntry.RowKey) { [name] = value }, ETag.All, TableUpdateMode.Merge);
        }

        await AdvanceAsync(TimeSpan.FromMinutes(20));
        await SweepAsync();

        Assert.Single(await App.PeekAsync());
        Assert.Equal([$"{id}"], Ids(await ListAsync()));
    }

    private static EventMessage MessageOf(StitchexEventId id) => new() { Id = $"{id}", Resource = "invoice", RecordId = "1", Sequence = 3 };

    private Task<StitchexEventId> StoreUnreadableAsync(string name, object value) => StoreAsync(EventState.Retrying, change: row => row[name] = value);

    private Task SweepAsync() => App.Services.GetRequiredService<EventSweeper>().SweepAsync(CancellationToken.None);
}
