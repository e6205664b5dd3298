using Azure.Data.Tables;
using Microsoft.Playwright;
using Stitchex.Functions.Protocol;
using Stitchex.Local.Simulator.Faults;

namespace Stitchex.Functions.Tests.EndToEnd.Dashboard;

/// <summary>Acting on events that were found: those of a filter, those that were selected, and one in two tabs.</summary>
public sealed class ActingTests(DashboardApp app) : DashboardTest(app)
{
    [ChromiumFact]
    public async Task FiltersOfTheList_AreKeptInTheJob_WhichSaysHowItsEventsEnded()
    {
        var (handled, failing) = await DeadLetteredInvoicesAsync();
        using var fault = Stack.Simulator.Faults.Add(FaultRule.Response(422) with { Path = $"/invoices/?invoice_id={failing}" });
        await OpenAsync($"#/events?state=DeadLettered&resource=invoice&recordId={handled}");
        await Link("Replay many").ClickAsync();

        await Assertions.Expect(Page.GetByLabel("Record id")).ToHaveValueAsync(handled);
        await Button("Count them first").ClickAsync();
        await Button("Replay 1 event…").ClickAsync();
        await Button("Replay 1 event").ClickAsync();
        await Assertions.Expect(Page.Locator("dl")).ToContainTextAsync($"Record id{handled}");
        await Eventually.HoldsAsync(async () => (await StatesAsync())[handled] == "Completed");
        Assert.Equal("DeadLettered", (await StatesAsync())[failing]);

        await GoAsync("#/events?state=DeadLettered&resource=invoice");
        await Link("Replay many").ClickAsync();
        await Button("Count them first").ClickAsync();
        await Button("Replay 1 event…").ClickAsync();
        await Button("Replay 1 event").ClickAsync();
        await Assertions.Expect(Page.Locator("#outcome-words")).ToHaveTextAsync(
            "Of 1 event: 1 dead-lettered · Retries exhausted.", new() { Timeout = (float)Eventually.Deadline.TotalMilliseconds });
        await Page.Locator("#outcome-words + ul").GetByRole(AriaRole.Link).ClickAsync();

        await Assertions.Expect(Page.Locator(".timeline")).ToContainTextAsync("Replayed by key default");
    }

    [ChromiumFact]
    public async Task SelectedEvents_AreResolved_ByKeyboardAlone()
    {
        await DeadLetteredInvoicesAsync();
        Stack.Simulator.Create("product");
        await SettledAsync(3);
        await OpenAsync("#/events?resource=invoice");

        await Page.GetByRole(AriaRole.Checkbox, new() { Name = "Select invoice" }).First.FocusAsync();
        await Page.Keyboard.PressAsync("Space");
        await Assertions.Expect(Page.Locator("#selected")).ToHaveTextAsync("1 selected");
        await Page.GetByLabel("Select all on this page").FocusAsync();
        await Page.Keyboard.PressAsync("Space");
        await Assertions.Expect(Page.Locator("#selected")).ToHaveTextAsync("2 selected");
        await Button("Resolve…").FocusAsync();
        await Page.Keyboard.PressAsync("Enter");
        await Page.Keyboard.TypeAsync("Entered by hand");
        await Dialog("Resolve 2 events?").GetByRole(AriaRole.Button, new() { Name = "Resolve 2 events" }).FocusAsync();
        await Page.Keyboard.PressAsync("Enter");

        await Assertions.Expect(Page.Locator(".summary .badge")).ToHaveTextAsync("Completed");
        await Assertions.Expect(Page.Locator("dl")).ToContainTextAsync("Started bykey default");
        var rows = await SettledAsync(3);
        Assert.All(rows.Where(row => row.GetString("Resource") == "invoice"), row => Assert.Equal(
            ("Resolved", "key default", "Entered by hand"),
            ActionHistory.Parse(row.GetString("Actions")).Entries.Select(action => (action.What, action.By, action.Note)).Single()));
        Assert.False(rows.Single(row => row.GetString("Resource") == "product").ContainsKey("ResolvedAt"));
    }

    [ChromiumFact]
    public async Task TwoTabsThatResolveOneEvent_TheSecondIsToldWhoHas()
    {
        await DeadLetteredInvoiceAsync();
        var row = Assert.Single(await SettledAsync(1));
        var route = $"#/events/{row.PartitionKey}.{row.RowKey["event.".Length..]}";
        await OpenAsync(route);
        await Button("Resolve…").ClickAsync();
        await Dialog("Resolve this event?").GetByLabel("Note").FillAsync("mine");
        var other = await Page.Context.NewPageAsync();
        await other.GotoAsync(Dashboard + route);
        await other.GetByLabel("Host key of the function app").FillAsync(Stack.Host.HostKey);
        await other.GetByRole(AriaRole.Button, new() { Name = "Open" }).ClickAsync();
        await other.GetByRole(AriaRole.Button, new() { Name = "Resolve…" }).ClickAsync();
        await other.GetByLabel("Note").FillAsync("entered by hand");
        await other.GetByRole(AriaRole.Button, new() { Name = "Resolve", Exact = true }).ClickAsync();
        await Assertions.Expect(other.Locator(".summary")).ToContainTextAsync("by key default: entered by hand");

        await Button("Resolve").ClickAsync();

        await Assertions.Expect(Page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("The event was resolved by key default at");
        await Button("Close").ClickAsync();
        await Assertions.Expect(Page.Locator(".summary")).ToContainTextAsync("entered by hand");
        Assert.Equal("entered by hand", Assert.Single(await SettledAsync(1)).GetString("ResolvedNote"));
    }

    [ChromiumFact]
    public async Task EventThatIsRetried_IsDeadLettered()
    {
        Stack.Simulator.Create("product");
        var row = Assert.Single(await SettledAsync(1));
        await Events.UpdateEntityAsync(new TableEntity(row.PartitionKey, row.RowKey) { ["State"] = "Retrying" }, row.ETag);
        await OpenAsync($"#/events/{row.PartitionKey}.{row.RowKey["event.".Length..]}");

        await Button("Dead-letter…").ClickAsync();
        await Dialog("Dead-letter this event?").GetByLabel("Note").FillAsync("the product is a test");
        await Button("Dead-letter").ClickAsync();

        await Assertions.Expect(Page.Locator(".summary .badge")).ToHaveTextAsync("Dead-lettered · Retries exhausted");
        await Assertions.Expect(Page.Locator(".timeline")).ToContainTextAsync("Dead-lettered by key default: the product is a test");
        row = Assert.Single(await SettledAsync(1));
        Assert.Equal(("DeadLettered", false), (row.GetString("State"), row.ContainsKey("ResolvedAt")));
    }

    [ChromiumFact]
    public async Task SelectedQuarantinedItems_AreRemoved()
    {
        await PostAsync("no event");
        await PostAsync("""{"event":""}""");
        await OpenAsync("#/quarantine");
        await Page.GetByRole(AriaRole.Checkbox, new() { Name = "Select The body has no" }).CheckAsync();
        await Button("Remove…").ClickAsync();
        await Button("Remove 1 item").ClickAsync();

        await Assertions.Expect(Page.Locator(".summary .badge")).ToHaveTextAsync("Completed");
        var left = await EventIndex.QueryAsync<TableEntity>("PartitionKey eq 'quarantine'").ToListAsync();
        Assert.StartsWith("The body is not JSON", Assert.Single(left).GetString("Reason"), StringComparison.Ordinal);
    }

    private async Task<(string First, string Second)> DeadLetteredInvoicesAsync()
    {
        using var fault = RefuseInvoices();
        var (first, second) = (Stack.Simulator.Create("invoice").Id, Stack.Simulator.Create("invoice").Id);
        Assert.All(await SettledAsync(2), row => Assert.Equal("DeadLettered", row.GetString("State")));
        return (first, second);
    }

    private async Task<Dictionary<string, string>> StatesAsync() =>
        await Events.QueryAsync<TableEntity>("RowKey ge 'event.' and RowKey lt 'event/'")
            .ToDictionaryAsync(row => row.GetString("RecordId"), row => row.GetString("State"));
}
