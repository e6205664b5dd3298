using Azure.Data.Tables;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Stitchex.Functions.Tests.EndToEnd.Dashboard;

/// <summary>Destinations are seen, stopped, resumed and tested, and scripts for them are tried.</summary>
public sealed class DestinationPageTests(DashboardApp app) : DashboardTest(app)
{
    [ChromiumFact]
    public async Task Destination_IsStopped_TestedAndResumed_ByKeyboardAlone()
    {
        await Events.UpsertEntityAsync(new TableEntity("control", "destination.flow")
        {
            ["HeldUntil"] = TimeProvider.System.GetUtcNow().AddHours(1),
            ["LastErrorAt"] = TimeProvider.System.GetUtcNow(),
            ["LastError"] = "it responded 429",
        });
        await OpenAsync("#/destinations");
        var ledger = Rows("Destinations").Filter(new() { HasText = "ledger" });
        await Assertions.Expect(Rows("Destinations").Filter(new() { HasText = "flow" })).ToContainTextAsync("Held back");
        await Assertions.Expect(ledger).ToContainTextAsync("Delivering");
        await Assertions.Expect(ActionOf(ledger, "Resume")).ToHaveCountAsync(0);

        await TabToAsync(ActionOf(ledger, "Stop…"));
        await Page.Keyboard.PressAsync("Enter");
        await Page.Keyboard.TypeAsync("the ERP is moved");
        await Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(ledger).ToContainTextAsync("Stopped");
        await Assertions.Expect(ledger).ToContainTextAsync("by key default: the ERP is moved");
        var stop = (await Events.GetEntityAsync<TableEntity>("control", "destination-stop.ledger")).Value;
        Assert.Equal(("the ERP is moved", "key default"), (stop.GetString("Reason"), stop.GetString("By")));
        Assert.Empty((await Page.RunAxe()).Violations);

        var sent = Hooks.Requests.Count;
        await TabToAsync(ActionOf(ledger, "Test"));
        await Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(Page.GetByRole(AriaRole.Status).First).ToHaveTextAsync("ledger accepted the test event.");
        Assert.Equal("com.stitchex.test", Assert.Single(Hooks.Requests.Skip(sent))["type"]);

        await TabToAsync(ActionOf(ledger, "Resume"));
        await Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(ledger).ToContainTextAsync("Delivering");
        Assert.False((await Events.GetEntityIfExistsAsync<TableEntity>("control", "destination-stop.ledger")).HasValue);
    }

    [ChromiumTheory]
    [InlineData("Resume", "flow is resumed.")]
    [InlineData("Test", "flow accepted the test event. It is no longer held back.")]
    public async Task Destination_IsNoLongerHeldBack(string action, string words)
    {
        await Events.UpsertEntityAsync(new TableEntity("control", "destination.flow")
        {
            ["CircuitOpenUntil"] = TimeProvider.System.GetUtcNow().AddHours(1),
            ["LastErrorAt"] = TimeProvider.System.GetUtcNow(),
            ["LastError"] = "it responded 500",
        });
        await OpenAsync("#/destinations");
        var flow = Rows("Destinations").Filter(new() { HasText = "flow" });
        await Assertions.Expect(flow).ToContainTextAsync("Held back");
        await Assertions.Expect(Page.Locator("#obstacles")).ToContainTextAsync("flow is held back");

        await ActionOf(flow, action).ClickAsync();

        await Assertions.Expect(Page.GetByRole(AriaRole.Status).First).ToHaveTextAsync(words);
        await Assertions.Expect(flow).ToContainTextAsync("Delivering");
        await Assertions.Expect(Page.Locator("#obstacles")).Not.ToContainTextAsync("flow");
    }

    [ChromiumFact]
    public async Task Script_IsTriedOnTheNewestEvent_ByKeyboardAlone_AndNothingIsSent()
    {
        Stack.Simulator.Create("product");
        var order = Stack.Simulator.Create("production_order");
        await SettledAsync(2);
        var sent = Hooks.Requests.Count;
        await OpenAsync("#/destinations");
        await TabToAsync(ActionOf(Rows("Destinations").Filter(new() { HasText = "ledger" }), "Try a script"));
        await Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(Page.GetByLabel("Event: the newest").Locator("option")).ToHaveTextAsync(new System.Text.RegularExpressions.Regex($"production_order {order.Id} create, "));

        await TryAsync("change => ({ order: change.id })");
        await Assertions.Expect(Page.GetByRole(AriaRole.Group, new() { Name = "With this script" })).ToContainTextAsync($"\"order\": \"{order.Id}\"");
        await Assertions.Expect(Page.GetByRole(AriaRole.Group, new() { Name = "Without a script" })).ToContainTextAsync("\"updated_at\": ");
        Assert.Empty((await Page.RunAxe()).Violations);

        await TryAsync("change => null");
        await Assertions.Expect(Page.Locator("#trial")).ToContainTextAsync("The script returned null.");

        await TryAsync("change => {");
        await Assertions.Expect(Page.Locator("#trial")).ToContainTextAsync("its script failed at line 1, column ");
        Assert.Equal(sent, Hooks.Requests.Count);
    }

    private static ILocator ActionOf(ILocator row, string name) => row.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    private async Task TryAsync(string script)
    {
        await Page.GetByLabel("Script: a function").FillAsync(script);
        await TabToAsync(Button("Try it"));
        await Page.Keyboard.PressAsync("Enter");
    }
}
