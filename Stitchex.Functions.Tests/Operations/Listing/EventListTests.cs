using System.Net;
using System.Text.Json.Nodes;
using Azure;
using Azure.Data.Tables;
using Stitchex.Functions.Events;
using Stitchex.Functions.Operations.Http;
using Stitchex.Functions.Tests.Storage;

namespace Stitchex.Functions.Tests.Operations.Listing;

public sealed class EventListTests(AzuriteFixture azurite) : OperatorTest(azurite)
{
    [Fact]
    public async Task Pages_TogetherGiveEachEventOnce_NewestFirst()
    {
        var stored = await StoreManyAsync(5);

        var pages = await ListAllAsync("pageSize=2");

        Assert.Equal(stored.Reverse(), pages.SelectMany(page => page));
        Assert.All(pages, page => Assert.InRange(page.Length, 0, 2));
    }

    [Fact]
    public async Task EventsOfSeveralDays_AreListedTogether()
    {
        var first = await StoreAsync(EventState.Completed, EventOutcome.Handled);
        await AdvanceAsync(TimeSpan.FromDays(3));
        var second = await StoreAsync(EventState.Completed, EventOutcome.Handled);

        Assert.Equal([$"{second}", $"{first}"], Ids(await ListAsync()));
        Assert.Equal([[$"{second}"], [$"{first}"], []], await ListAllAsync("pageSize=1"));
    }

    [Fact]
    public async Task Days_BoundTheList_BothIncluded()
    {
        var first = await StoreAsync(EventState.Completed, EventOutcome.Handled);
        var day = DayOf(await App.OnlyEventRowAsync());
        await AdvanceAsync(TimeSpan.FromDays(1));
        await StoreAsync(EventState.Completed, EventOutcome.Handled);

        Assert.Equal([$"{first}"], Ids(await ListAsync($"from={day}&to={day}")));
        Assert.Empty(Ids(await ListAsync("from=2001-01-01&to=2001-12-31")));
    }

    [Theory]
    [InlineData("state=Completed", 1)]
    [InlineData("state=deadlettered", 1)]
    [InlineData("state=Retrying", 0)]
    [InlineData("outcome=Handled", 1)]
    [InlineData("resource=invoice", 2)]
    [InlineData("resource=INVOICE", 2)]
    [InlineData("resource=product", 0)]
    [InlineData("resource=invoice&recordId=2", 1)]
    [InlineData("recordId=2", 1)]
    [InlineData("action=update", 2)]
    [InlineData("action=create", 0)]
    [InlineData("state=DeadLettered&outcome=RetriesExhausted&resource=invoice&action=update", 1)]
    [InlineData("state=DeadLettered&outcome=Rejected", 0)]
    [InlineData("state=Resolved", 0)]
    [InlineData("error=api%20RESPONDED", 1)]
    [InlineData("error=ledger", 0)]
    [InlineData("handler=postinvoice", 1)]
    [InlineData("handler=Post", 0)]
    public async Task Filter_Selects(string query, int count)
    {
        await StoreAsync(EventState.Completed, EventOutcome.Handled);
        var deadLettered = await StoreAsync(
            EventState.DeadLettered,
            EventOutcome.RetriesExhausted,
            row => row["Error"] = "PostInvoice threw HttpRequestException: The API responded 422.");
        var rows = await App.IndexEntriesAsync();
        var indexEntry = rows.Single(row => row.RowKey.EndsWith($"{deadLettered}", StringComparison.Ordinal)).RowKey;
        await App.EventIndex.AddEntityAsync(
            new TableEntity("dead-lettered", indexEntry) { ["Resource"] = "invoice", ["Action"] = "update" });

        Assert.Equal(count, Ids(await ListAsync(query)).Count());
    }

    [Fact]
    public async Task DeadLetteredEvents_AreListedHoweverOldTheyAre()
    {
        var id = await StoreDeadLetteredAsync();
        await AdvanceAsync(TimeSpan.FromDays(100));

        Assert.Equal([$"{id}"], Ids(await ListAsync("state=DeadLettered")));
        Assert.Empty(Ids(await ListAsync()));
    }

    [Fact]
    public async Task IndexEntryWhoseEventIsGone_IsPassedOver()
    {
        var stored = await StoreManyAsync(3);
        var gone = (await App.EventRowsAsync()).Single(row => stored[1].Contains(row.RowKey["event.".Length..], StringComparison.Ordinal));
        await App.Events.DeleteEntityAsync(gone);

        Assert.Equal([stored[2], stored[0]], Ids(await ListAsync("pageSize=2")));
    }

    [Fact]
    public async Task RareEvents_AreFoundPageByPage_ThoughPagesAreEmpty()
    {
        await StoreManyAsync(210);
        var before = (await App.EventRowsAsync()).MinBy(row => row.GetDateTimeOffset("ReceivedAt"))!;
        await App.Events.UpdateEntityAsync(new TableEntity(before.PartitionKey, before.RowKey) { ["State"] = "Retrying" }, ETag.All);

        var pages = await ListAllAsync("state=Retrying");

        Assert.Empty(pages[0]);
        Assert.Single(pages.SelectMany(page => page));
    }

    [Theory]
    [InlineData("pageSize=0", "pageSize")]
    [InlineData("pageSize=101", "pageSize")]
    [InlineData("pageSize=ten", "pageSize")]
    [InlineData("pageSize=-1", "pageSize")]
    [InlineData("from=yesterday", "from")]
    [InlineData("from=2026-02-30", "from")]
    [InlineData("from=0001-01-01", "from")]
    [InlineData("to=9999-12-31", "to")]
    [InlineData("from=2026-11-02&to=2026-11-01", "from is after to")]
    [InlineData("state=Lost", "Received, Retrying, Confirming, Completed, DeadLettered")]
    [InlineData("state=1", "state")]
    [InlineData("state=DeadLettered&state=DeadLettered", "state")]
    [InlineData("outcome=Nothing", "outcome")]
    [InlineData("colour=red", "not known")]
    [InlineData("flag", "not known")]
    [InlineData("pageToken=garbage!", "pageToken")]
    [InlineData("pageToken=Z2FyYmFnZQ", "pageToken")]
    [InlineData("pageToken=ZXZlbnRzLURheSAyMDI2LTExLTI0IHg", "pageToken")]
    [InlineData("pageToken=____", "pageToken")]
    [InlineData("resource=invoice&recordId=7&pageToken=Z2FyYmFnZQ", "pageToken")]
    public async Task FaultyQuery_IsExplained(string query, string detail) =>
        Assert.Contains(detail, Problem(await Events.ListAsync(Query(query), CancellationToken.None), HttpStatusCode.BadRequest), StringComparison.Ordinal);

    [Fact]
    public async Task TokenOfTheFirstDayOfAll_IsTheEnd() => Assert.Null((await ListAsync("pageToken=ZXZlbnRzLURheSAwMDAxLTAxLTAxIDAwMDAwMDAwMDAwMDAwMDAwMDA"))["nextPageToken"]);

    [Fact]
    public async Task TokenOfAnotherQuestion_IsRefused()
    {
        await StoreManyAsync(2);
        var token = (string)(await ListAsync("pageSize=1"))["nextPageToken"]!;

        foreach (var other in new[] { "state=DeadLettered", "resource=invoice&recordId=1" })
        {
            Assert.Contains("another query", Problem(await Events.ListAsync(Query($"{other}&pageToken={token}"), CancellationToken.None), HttpStatusCode.BadRequest), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task VeryLongText_IsRefused() =>
        Assert.Contains("recordId", Problem(await Events.ListAsync(Query($"recordId={new string('7', 2_000)}"), CancellationToken.None), HttpStatusCode.BadRequest), StringComparison.Ordinal);

    [Fact]
    public async Task StorageThatIsAway_IsSaid()
    {
        App.Faults.Add("GET StitchexEventIndex", StorageFault.Fails);

        Func<CancellationToken, Task<OperatorResponse>> list = token => Events.ListAsync(Query(""), token);
        var response = await list.OrUnavailableAsync(TimeProvider.System, OperatorResponseExtensions.Limit, CancellationToken.None);

        Assert.Contains("Storage", Problem(response, HttpStatusCode.ServiceUnavailable), StringComparison.Ordinal);
    }

    private static string DayOf(TableEntity row) => $"{row.GetDateTimeOffset("ReceivedAt"):yyyy-MM-dd}";

    private async Task<string[]> StoreManyAsync(int count)
    {
        var ids = new string[count];
        for (var i = 0; i < count; i++)
        {
            var response = await App.ReceiveUntilTakenAsync($$$"""{"event":"invoice_update","invoice":{"id":{{{1000 + i}}},"updated_at":"2026-11-02T03:00:00Z"}}""");
            ids[i] = (string)JsonNode.Parse(response.Body.Span)!["eventId"]!;
        }

        return ids;
    }
}
