using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Stitchex.Functions.Operations.Searching;
using Stitchex.Functions.Records;
using Stitchex.Functions.Tests.Cases;
using Stitchex.Functions.Tests.Storage;

namespace Stitchex.Functions.Tests.Operations.Searching;

/// <summary>What an operator writes into the search box, and what is found.</summary>
public sealed class SearchTests(AzuriteFixture azurite) : ProtocolCase(azurite)
{
    [Fact]
    public async Task Record_IsFoundByNumberAndById_HoweverTheyAreWritten()
    {
        await DeliverAsync("sales_order", """{"id":8100867,"updated_at":"2024-11-24T10:00:00.001Z","order_number":1181}""");
        await DeliverAsync(
            "invoice", """{"id":5,"updated_at":"2024-11-24T10:00:00.001Z","invoice_number":"INV-6251","order_number":"1181"}""");
        var order = (await App.EventRowsAsync()).Single(row => row.PartitionKey == "sales_order.8100867");
        var eventId = $"sales_order.8100867.{order.RowKey["event.".Length..]}";

        Assert.Equal("invoice 5 by invoice_number", await FindAsync(" inv-6251 "));
        Assert.Equal("invoice 5 by invoice_number", await FindAsync("Invoices inv-6251"));
        Assert.Equal("invoice 5 by order_number, sales_order 8100867 by order_number", await FindAsync("1181"));
        Assert.Equal("sales_order 8100867 by order_number", await FindAsync("order 1181"));
        foreach (var text in (string[])
            ["8100867", "sales order 8100867", "Sales_Order/8100867", "sales-orders #8100867", "order: 8100867", "orders 8100867"])
        {
            Assert.Equal("sales_order 8100867 by id", await FindAsync(text));
        }

        Assert.Equal(eventId, await FindAsync(eventId));
        Assert.Equal("", await FindAsync("invoice 8100867"));
        Assert.Equal("", await FindAsync("customer INV-6251"));
        await App.Events.DeleteEntityAsync("invoice.5", "record");
        Assert.Equal("", await FindAsync("INV-6251"));
    }

    [Fact]
    public async Task DeletedRecord_IsFound_AndErrorsAreLookedThrough_WhereNothingElseIsFound()
    {
        await DeliverAsync("invoice", """{"id":5,"updated_at":"2024-11-24T10:00:00.001Z","invoice_number":"INV-6251"}""");
        Stitchex.Delete("invoice", "5");
        await DeliverAsync("""{"event":"invoice_delete","invoice":{"id":5}}"""u8.ToArray());
        await LaterAsync(TimeSpan.FromMinutes(1));
        Journal.Behaviour = (_, _) => throw new RejectRecordException("The ledger is closed.");
        await DeliverAsync("payment", """{"id":6,"updated_at":"2024-11-24T10:00:00.001Z"}""");

        var deleted = await SearchAsync("INV-6251");
        Assert.True((bool)deleted["records"]![0]!["isDeleted"]!);
        Assert.Equal("""[{"name":"invoice_number","value":"INV-6251"}]""", deleted["records"]![0]!["numbers"]!.ToJsonString());
        Assert.StartsWith("payment.6.update.", await FindAsync("LEDGER is closed"), StringComparison.Ordinal);
        var nothing = await SearchAsync("the moon");
        Assert.Equal("the moon", (string)nothing["query"]!);
        Assert.Empty(nothing["records"]!.AsArray());
        Assert.Empty(nothing["events"]!.AsArray());
        Assert.Equal(
            ["the numbers of records", "the ids of the", "the errors of waiting and of dead-lettered events"],
            nothing["lookedIn"]!.AsArray().Select(place => (string)place!));
    }

    [Theory]
    [InlineData("")]
    [InlineData("q=%20")]
    [InlineData("q=1&colour=red")]
    public async Task QueryWithoutAText_OrWithMore_IsRejected(string query) =>
        OperatorTest.Problem(await Search.SearchAsync(OperatorTest.Query(query), CancellationToken.None), HttpStatusCode.BadRequest);

    private SearchOperations Search => App.Services.GetRequiredService<SearchOperations>();

    private async Task DeliverAsync(string resource, string record)
    {
        Stitchex.Put(resource, Encoding.UTF8.GetBytes(record), announce: false);
        await DeliverAsync(Encoding.UTF8.GetBytes($$"""{"event":"{{resource}}_update","{{resource}}":{{record}}}"""));
        await ProcessAsync();
    }

    private async Task<JsonNode> SearchAsync(string text) =>
        OperatorTest.Json(await Search.SearchAsync(OperatorTest.Query($"q={Uri.EscapeDataString(text)}"), CancellationToken.None));

    private async Task<string> FindAsync(string text)
    {
        var found = await SearchAsync(text);
        var records = found["records"]!.AsArray()
            .Select(record => $"{record!["resource"]} {record["recordId"]} by {record["foundBy"]}")
            .Order();
        return string.Join(", ", records.Concat(OperatorTest.Ids(found)));
    }
}
