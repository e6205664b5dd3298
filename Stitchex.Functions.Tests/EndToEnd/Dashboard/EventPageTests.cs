using System.Text.RegularExpressions;
using Azure.Data.Tables;
using Microsoft.Playwright;

namespace Stitchex.Functions.Tests.EndToEnd.Dashboard;

/// <summary>One event: explained, replayed, resolved.</summary>
public sealed partial class EventPageTests(DashboardApp app) : DashboardTest(app)
{
    [ChromiumFact]
    public async Task DeadLetteredEvent_IsFound_Explained_AndReplayed()
    {
        var id = await DeadLetteredInvoiceAsync();
        await OpenAsync();

        await Link("1 × Retries exhausted").ClickAsync();
        await Link($"invoice {id} create").ClickAsync();
        await Assertions.Expect(Heading($"invoice {id} create")).ToBeFocusedAsync();
        await Assertions.Expect(Page.Locator("#error")).ToContainTextAsync("422");
        await Assertions.Expect(Page.Locator(".timeline li").First).ToContainTextAsync("Received as invoice_create.");
        await Assertions.Expect(Page.Locator(".timeline .failed").First).ToContainTextAsync("Attempt");
        await Assertions.Expect(Page.GetByRole(AriaRole.Group, new() { Name = "Body of the event" })).ToContainTextAsync($"\"id\": {id}");

        await Button("Replay…").ClickAsync();
        await Dialog("Replay this event?").GetByRole(AriaRole.Button, new() { Name = "Replay" }).ClickAsync();

        await Assertions.Expect(Page.GetByRole(AriaRole.Status).First).ToHaveTextAsync("Replayed: Handled.");
        await Assertions.Expect(Page.Locator(".summary .badge")).ToHaveTextAsync("Completed · Handled");
        await Assertions.Expect(Page.GetByText("The archived record is what the event's snapshot said.")).ToBeVisibleAsync();
        Assert.Equal(("Completed", "Handled"), await OnlyEventAsync());
    }

    [ChromiumFact]
    public async Task RejectedEvent_SaysWhichHandlerRejectedIt_HowLongItTook_AndWhatToDo()
    {
        Stack.Simulator.Create("credit_note", content => content[DashboardApp.RejectedFor] = "no customer");
        await SettledAsync(1);
        await OpenAsync("#/events");
        await Page.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        await Rows("Events, newest first").GetByRole(AriaRole.Link).ClickAsync();

        await Assertions.Expect(Rows("Handlers").Filter(new() { HasText = "RejectingHandler" })).ToContainTextAsync("Rejected");
        await Assertions.Expect(Rows("Handlers").Filter(new() { HasText = "RejectingHandler" })).ToContainTextAsync("no customer");
        await Assertions.Expect(Rows("Handlers").Filter(new() { HasText = "BlobRecordArchive" })).ToContainTextAsync("Done");
        await Assertions.Expect(Page.Locator(".timeline .failed")).ToContainTextAsync("· took ");
        await Page.GetByText("Runbook: Rejected").ClickAsync();
        await Assertions.Expect(Page.Locator("#runbook li").First).ToHaveTextAsync("Fix the record in Stitchex, or the handler.");

        await Button("Copy as curl").ClickAsync();
        await Assertions.Expect(Page.GetByRole(AriaRole.Status).First).ToHaveTextAsync("Copied the request.");
        var copied = await Page.EvaluateAsync<string>("navigator.clipboard.readText()");
        var row = await OnlyRowAsync();
        var id = $"{row.PartitionKey}.{row.RowKey["event.".Length..]}";
        Assert.Equal(
            $"curl --fail-with-body -H \"x-functions-key: $STITCHEX_HOST_KEY\" \"{new Uri(Dashboard, $"operations/events/{id}")}\"", copied);
    }

    [ChromiumFact]
    public async Task ReplayThatIsNotConfirmed_IsNotDone()
    {
        var id = await DeadLetteredInvoiceAsync();
        await OpenAsync("#/events?state=DeadLettered");
        await Link($"invoice {id} create").ClickAsync();

        await Button("Replay…").ClickAsync();
        await Page.Keyboard.PressAsync("Escape");

        await Assertions.Expect(Page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
        await Assertions.Expect(Button("Replay…")).ToBeFocusedAsync();
        Assert.Equal(("DeadLettered", "RetriesExhausted"), await OnlyEventAsync());
    }

    [ChromiumFact]
    public async Task ReplayWhoseCauseIsStillThere_IsGivenUpAgain()
    {
        using var fault = RefuseInvoices();
        var invoice = Stack.Simulator.Create("invoice");
        await SettledAsync(1);
        await OpenAsync("#/events?state=DeadLettered");
        await Link($"invoice {invoice.Id} create").ClickAsync();

        await Button("Replay…").ClickAsync();
        await Dialog("Replay this event?").GetByRole(AriaRole.Button, new() { Name = "Replay" }).ClickAsync();

        await Assertions.Expect(Page.GetByRole(AriaRole.Status).First).ToHaveTextAsync("Dead-lettered again: Retries exhausted.");
    }

    [ChromiumFact]
    public async Task DeadLetteredEvent_IsResolvedWithANote()
    {
        var id = await DeadLetteredInvoiceAsync();
        await OpenAsync("#/events?state=DeadLettered");
        await Link($"invoice {id} create").ClickAsync();

        await Button("Resolve…").ClickAsync();
        var dialog = Dialog("Resolve this event?");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Resolve" }).ClickAsync();
        await Assertions.Expect(dialog).ToBeVisibleAsync();
        await dialog.GetByLabel("Note").FillAsync("Entered by hand in the ERP");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Resolve" }).ClickAsync();

        await Assertions.Expect(Page.Locator(".summary .badge")).ToHaveTextAsync("Resolved · Retries exhausted");
        await Assertions.Expect(Page.Locator(".summary")).ToContainTextAsync("Entered by hand in the ERP");
        await Assertions.Expect(Button("Resolve…")).ToHaveCountAsync(0);
        Assert.NotNull((await OnlyRowAsync()).GetDateTimeOffset("ResolvedAt"));

        await GoAsync("#/");
        await Assertions.Expect(Page.GetByText("All clear")).ToBeVisibleAsync();
    }

    [ChromiumFact]
    public async Task ResponseThatAnotherOneOvertook_IsNotShown()
    {
        var id = await DeadLetteredInvoiceAsync();
        await OpenAsync("#/events?state=DeadLettered");
        await Link($"invoice {id} create").ClickAsync();
        await Assertions.Expect(Button("Resolve…")).ToBeVisibleAsync();
        var (isHeld, letGo) = await HoldNextResponseAsync(EventAddress);
        await Page.Locator("#refresh").ClickAsync();
        await isHeld;
        await Button("Resolve…").ClickAsync();
        var dialog = Dialog("Resolve this event?");
        await dialog.GetByLabel("Note").FillAsync("Entered by hand");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Resolve" }).ClickAsync();
        await Assertions.Expect(Button("Resolve…")).ToHaveCountAsync(0);

        letGo();

        await Assertions.Expect(Page.GetByRole(AriaRole.Status).First).ToHaveTextAsync("Refreshed.");
        await Assertions.Expect(Button("Resolve…")).ToHaveCountAsync(0);
    }

    [ChromiumFact]
    public async Task RecordThatChangedSince_IsShownBesideTheSnapshot()
    {
        var product = Stack.Simulator.Create("product", content => content["name"] = "Linen shirt");
        await SettledAsync(1);
        Stack.Simulator.Update("product", product.Id, content => content["name"] = "Linen shirt, long");
        await SettledAsync(2);
        await OpenAsync($"#/records/product/{product.Id}");

        await Link($"product {product.Id} create").ClickAsync();

        await Assertions.Expect(Page.Locator(".line.removed", new() { HasText = "\"name\"" })).ToContainTextAsync("only in the event:   \"name\": \"Linen shirt\"");
        await Assertions.Expect(Page.Locator(".line.added", new() { HasText = "\"name\"" })).ToContainTextAsync("\"name\": \"Linen shirt, long\"");
        await Assertions.Expect(Rows("Events of the same record")).ToHaveCountAsync(2);
    }

    [GeneratedRegex("/operations/events/[^/?]+$")]
    private static partial Regex EventAddress { get; }

    private async Task<TableEntity> OnlyRowAsync() => Assert.Single(await SettledAsync(1));
}
