using System.Text.RegularExpressions;
using Azure.Data.Tables;
using Microsoft.Playwright;

namespace Stitchex.Functions.Tests.EndToEnd.Dashboard;

/// <summary>Finding events: the overview, the list, its filter and pages, and the search.</summary>
public sealed class EventListPageTests(DashboardApp app) : DashboardTest(app)
{
    [ChromiumFact]
    public async Task Overview_SaysFirstWhatIsWrong_ThenThroughput_ThenTheNewestEvents()
    {
        await DeadLetteredInvoiceAsync();
        await PostAsync("not an event");

        await OpenAsync();

        await Assertions.Expect(Page.GetByText("Needs attention: 1 dead-lettered, 1 quarantined.")).ToBeVisibleAsync();
        await Assertions.Expect(Link("1 × Retries exhausted")).ToBeVisibleAsync();
        await Assertions.Expect(Rows("Newest events")).ToHaveCountAsync(1);
        var plot = Page.GetByRole(AriaRole.Img, new() { Name = "Plot of the events received by hour. 1 event received" });
        await Assertions.Expect(plot).ToBeVisibleAsync();
        await Eventually.GivesAsync(() => plot.EvaluateAsync<int>("image => image.naturalWidth"), width => width > 0);
        await Page.GetByText("The same in numbers").ClickAsync();
        await Assertions.Expect(Rows("Events received by hour")).ToHaveCountAsync(24);
    }

    [ChromiumFact]
    public async Task Overview_OfAnEmptyApp_SaysThatNothingWasReceivedYet()
    {
        await OpenAsync();

        await Assertions.Expect(Page.GetByText("No event was ever received")).ToBeVisibleAsync();
        await Assertions.Expect(Page.GetByText("All clear")).ToHaveCountAsync(0);
        await Assertions.Expect(Page.GetByText("Nothing was received in the last 24 hours")).ToBeVisibleAsync();
        await Assertions.Expect(Page.GetByText("No events in the last 30 days")).ToBeVisibleAsync();
    }

    [ChromiumFact]
    public async Task Filter_ShowsWhatMatches_AndBackTakesItAway()
    {
        await DeadLetteredInvoiceAsync();
        Stack.Simulator.Create("product");
        Stack.Simulator.Create("customer");
        await SettledAsync(3);
        await OpenAsync("#/events");
        await Assertions.Expect(Rows("Events, newest first")).ToHaveCountAsync(3);

        await Page.GetByLabel("Resource").FillAsync("product");
        await Button("Show").ClickAsync();
        await Assertions.Expect(Rows("Events, newest first")).ToHaveCountAsync(1);
        await Assertions.Expect(Rows("Events, newest first")).ToContainTextAsync("product");
        Assert.EndsWith("#/events?resource=product", Page.Url, StringComparison.Ordinal);

        await Page.GetByLabel("Resource").FillAsync("");
        await Page.GetByLabel("State").SelectOptionAsync("DeadLettered");
        await Button("Show").ClickAsync();
        await Assertions.Expect(Rows("Events, newest first")).ToContainTextAsync(["Dead-lettered · Retries exhausted"]);

        await Page.GoBackAsync();
        await Assertions.Expect(Rows("Events, newest first")).ToContainTextAsync(["product"]);
        await Assertions.Expect(Page.GetByLabel("Resource")).ToHaveValueAsync("product");

        await Page.GetByLabel("Action").FillAsync("delete");
        await Button("Show").ClickAsync();
        await Assertions.Expect(Page.GetByText("No event matches")).ToBeVisibleAsync();
    }

    [ChromiumFact]
    public async Task Older_ShowsThePageBefore_AndNewestLeadsBack()
    {
        foreach (var _ in Enumerable.Range(0, 55))
        {
            Stack.Simulator.Create("product");
        }

        await SettledAsync(55);
        await OpenAsync("#/events");
        await Assertions.Expect(Rows("Events, newest first")).ToHaveCountAsync(50);

        await Link("Older").ClickAsync();
        await Assertions.Expect(Rows("Events, newest first")).ToHaveCountAsync(5);

        await Link("Newest").ClickAsync();
        await Assertions.Expect(Rows("Events, newest first")).ToHaveCountAsync(50);
    }

    [ChromiumFact]
    public async Task Search_LeadsToTheRecord_WithAllItsEvents()
    {
        var product = Stack.Simulator.Create("product");
        await SettledAsync(1);
        Stack.Simulator.Update("product", product.Id);
        await SettledAsync(2);
        await OpenAsync();

        await SearchAsync($"Product {product.Id}");

        await Assertions.Expect(Heading($"product {product.Id}")).ToBeFocusedAsync();
        await Assertions.Expect(Rows("Events of this record")).ToHaveCountAsync(2);
        await Assertions.Expect(Page.Locator("dl")).ToContainTextAsync("Changes delivered2");
        await Assertions.Expect(Page.GetByText("was delivered to every handler and destination that was registered for it, in the version of ")).ToBeVisibleAsync();

        await SearchAsync("INV-0000");
        await Assertions.Expect(Page.Locator("#search-said")).ToHaveTextAsync("Nothing is found for “INV-0000”.");
        await Assertions.Expect(Page.GetByText("Looked for it among the numbers of records")).ToBeVisibleAsync();
        await Assertions.Expect(Heading($"product {product.Id}")).ToBeHiddenAsync();
        await Link("reconciliation").ClickAsync();
        await Assertions.Expect(Page.Locator("#search-said")).ToBeEmptyAsync();
        await Assertions.Expect(Page.Locator("#search-text")).ToHaveValueAsync("");
    }

    [ChromiumFact]
    public async Task Search_OpensWhatHasTheNumber_OrListsAllThatDo_OrWhoseErrorSaysIt()
    {
        var order = Stack.Simulator.Create("sales_order", content => content["order_number"] = "SO-1181");
        await SettledAsync(1);
        Stack.Simulator.Create("invoice", content => (content["invoice_number"], content["order_number"]) = ("INV-6251", "SO-1181"));
        await SettledAsync(2);
        await OpenAsync("#/events");
        await Assertions.Expect(Rows("Events, newest first")).ToContainTextAsync(["INV-6251", "SO-1181"]);

        await SearchAsync(" inv-6251 ");
        await Assertions.Expect(Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("invoice ");
        await Assertions.Expect(Page.Locator("dl")).ToContainTextAsync("INV-6251");

        await SearchAsync("so-1181");
        await Assertions.Expect(Rows("Records that are found")).ToHaveCountAsync(2);

        await SearchAsync($"Sales Orders #{order.Id}");
        await Assertions.Expect(Heading($"sales_order {order.Id}")).ToBeFocusedAsync();
        Assert.EndsWith($"#/records/sales_order/{order.Id}", Page.Url, StringComparison.Ordinal);

        using var fault = RefuseInvoices();
        Stack.Simulator.Create("invoice");
        await SettledAsync(3);
        await SearchAsync("RESPONDED with 422");
        await Assertions.Expect(Rows("Events whose error says it")).ToContainTextAsync(["Dead-lettered"]);
    }

    [ChromiumFact]
    public async Task Filter_ByErrorAndHandler_AndResolvedIsAStateOfItsOwn()
    {
        Stack.Simulator.Create("credit_note", content => content[DashboardApp.RejectedFor] = "No customer for it.");
        await SettledAsync(1);
        await OpenAsync("#/events?error=no+CUSTOMER&handler=RejectingHandler&state=DeadLettered");
        await Assertions.Expect(Rows("Events, newest first")).ToContainTextAsync(["No customer for it."]);
        await Assertions.Expect(Link("Replay many")).ToHaveAttributeAsync("href", new Regex("error=no.CUSTOMER&handler=RejectingHandler"));
        await GoAsync("#/events?handler=BlobRecordArchive");
        await Assertions.Expect(Page.GetByText("No event matches")).ToBeVisibleAsync();
        await GoAsync("#/events");
        await Assertions.Expect(Rows("Events, newest first")).ToHaveCountAsync(1);
        await GoAsync("#/events?state=Resolved");
        await Assertions.Expect(Page.GetByText("No event matches")).ToBeVisibleAsync();

        var row = Assert.Single(await SettledAsync(1));
        await Events.UpdateEntityAsync(
            new TableEntity(row.PartitionKey, row.RowKey) { ["ResolvedAt"] = TimeProvider.System.GetUtcNow().AddDays(1) },
            row.ETag,
            TableUpdateMode.Merge);

        await Button("Refresh").ClickAsync();
        await Assertions.Expect(Rows("Events, newest first")).ToContainTextAsync(["Resolved"]);
        await GoAsync("#/events?state=DeadLettered");
        await Assertions.Expect(Page.GetByText("No dead-lettered events")).ToBeVisibleAsync();
    }

    [ChromiumFact]
    public async Task AddressThatIsNone_AndEventThatIsNotThere_AreSaid()
    {
        await OpenAsync("#/nowhere");
        await Assertions.Expect(Heading("Page not found")).ToBeVisibleAsync();

        await GoAsync("#/events/%E0%A4%A");
        await Assertions.Expect(Heading("Page not found")).ToBeVisibleAsync();

        await GoAsync("#/events/invoice.1.update.00000000000000000000000000000000");
        await Assertions.Expect(Page.GetByRole(AriaRole.Alert).First).ToContainTextAsync("Not found");
    }

    [ChromiumFact]
    public async Task PausedApp_SaysWhy_AndGoesOnWhenResumed()
    {
        await OpenAsync();
        await Button("Pause…").ClickAsync();
        await Dialog("Pause processing?").GetByLabel("Reason").FillAsync("The ERP is being upgraded");
        await Button("Pause").ClickAsync();
        await Assertions.Expect(Page.GetByText("Needs attention: processing is paused.")).ToBeVisibleAsync();
        await Assertions.Expect(Page.GetByText("The ERP is being upgraded")).ToBeVisibleAsync();
        Stack.Simulator.Create("product");

        await Button("Resume…").ClickAsync();
        await Button("Resume").ClickAsync();

        await Assertions.Expect(Button("Pause…")).ToBeVisibleAsync();
        Assert.Equal(("Completed", "Handled"), await OnlyEventAsync());
    }

    [ChromiumFact]
    public async Task Connections_AreCheckedOnDemand()
    {
        await OpenAsync();

        await Button("Check storage and the Stitchex API").ClickAsync();

        await Assertions.Expect(Rows("Connections")).ToHaveCountAsync(4);
    }

    private async Task SearchAsync(string text)
    {
        await Page.GetByRole(AriaRole.Searchbox).FillAsync(text);
        await Page.Keyboard.PressAsync("Enter");
    }
}
