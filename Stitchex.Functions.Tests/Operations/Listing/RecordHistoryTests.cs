using System.Net;
using System.Text.Json.Nodes;
using Azure.Data.Tables;
using Stitchex.Functions.Tests.Storage;

namespace Stitchex.Functions.Tests.Operations.Listing;

public sealed class RecordHistoryTests(AzuriteFixture azurite) : OperatorTest(azurite)
{
    [Fact]
    public async Task EventsOfOneRecord_AreListedNewestFirst_PageByPage()
    {
        var stored = await StoreAsync(7);
        await ReceiveAsync("8", 0);

        var pages = await ListAllAsync("resource=invoice&recordId=7&pageSize=3");

        Assert.Equal(stored.Reverse(), pages.SelectMany(page => page));
        Assert.Equal([3, 3, 1], pages.Select(page => page.Length));
    }

    [Fact]
    public async Task MoreEventsThanOneRequestGives_AreAllListedOnce()
    {
        var id = (await StoreAsync(1))[0];
        var row = await App.OnlyEventRowAsync();
        foreach (var some in Enumerable.Range(0, 1_100).Chunk(100))
        {
            await App.Events.SubmitTransactionAsync(some.Select(i => new TableTransactionAction(
                TableTransactionActionType.Add, new TableEntity(row.PartitionKey, $"event.update.{i:D32}") { ["State"] = "Completed", ["ReceivedAt"] = row.GetDateTimeOffset("ReceivedAt") })));
        }

        var all = (await ListAllAsync("resource=invoice&recordId=7&pageSize=100")).SelectMany(page => page).ToList();

        Assert.Equal(1_101, all.Count);
        Assert.Equal(1_101, all.Distinct().Count());
        Assert.Contains(id, all);
    }

    [Fact]
    public async Task History_IsNotCutAtADay()
    {
        await StoreAsync(1);
        await AdvanceAsync(TimeSpan.FromDays(200));

        Assert.Single(Ids(await ListAsync("resource=invoice&recordId=7")));
        Assert.Single(Ids(await RecordAsync("invoice", "7")));
    }

    [Fact]
    public async Task Record_IsShownWithWhatWasDelivered()
    {
        await StoreAsync(2);
        await App.Events.AddEntityAsync(new TableEntity("invoice.7", "record") { ["ChangeCount"] = 4, ["FencingToken"] = 9L, ["Version"] = "2026-11-02T03:00:00.0000000+00:00" });

        var record = (await RecordAsync("invoice", "7"))["record"]!;

        Assert.Equal((4, 9, "2026-11-02T03:00:00Z", null), ((int)record["changeCount"]!, (int)record["fencingToken"]!, (string)record["version"]!, (string?)record["leaseExpiresAt"]));
    }

    [Fact]
    public async Task RecordThatNobodyHeardOf_IsEmpty()
    {
        var record = await RecordAsync("invoice", "404");

        Assert.Null(record["record"]);
        Assert.Empty(Ids(record));
    }

    [Theory]
    [InlineData("A/B #7?")]
    [InlineData("7'; or 1 eq 1")]
    [InlineData("~none")]
    [InlineData("💥\u202E")]
    public async Task RecordIdWithOddCharacters_IsFound_ByItselfAndByItsKey(string recordId)
    {
        await ReceiveAsync(recordId, 0);
        var key = (await App.OnlyEventRowAsync()).PartitionKey.Split('.')[1];

        Assert.Single(Ids(await RecordAsync("invoice", key)));
        if (recordId != "~none")
        {
            Assert.Single(Ids(await RecordAsync("invoice", recordId)));
        }
    }

    [Fact]
    public async Task FaultyToken_IsExplained() => Assert.Contains(
        "pageToken", Problem(await Events.GetRecordAsync("invoice", "7", Query("pageToken=garbage"), CancellationToken.None), HttpStatusCode.BadRequest), StringComparison.Ordinal);

    private async Task<JsonNode> RecordAsync(string resource, string recordId) => Json(await Events.GetRecordAsync(resource, recordId, Query(""), CancellationToken.None));

    private async Task<string[]> StoreAsync(int count)
    {
        var ids = new string[count];
        for (var i = 0; i < count; i++)
        {
            ids[i] = await ReceiveAsync("7", i);
        }

        return ids;
    }

    private async Task<string> ReceiveAsync(string recordId, int number)
    {
        var body = new JsonObject { ["event"] = "invoice_update", ["invoice"] = new JsonObject { ["id"] = recordId, ["updated_at"] = "2026-11-02T03:00:00Z", ["number"] = number } };
        return (string)JsonNode.Parse((await App.ReceiveUntilTakenAsync(body.ToJsonString())).Body.Span)!["eventId"]!;
    }
}
