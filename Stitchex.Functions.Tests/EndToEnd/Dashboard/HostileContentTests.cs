using System.Text.Json.Nodes;
using Microsoft.Playwright;

namespace Stitchex.Functions.Tests.EndToEnd.Dashboard;

/// <summary>Contents that are meant to do harm are read, and do nothing.</summary>
public sealed class HostileContentTests(DashboardApp app) : DashboardTest(app)
{
    private const string Script = "<script>window.pwned = 1</script>";
    private const string Image = "<img src=x onerror=\"window.pwned = 2\">";
    private const string Bidi = "invoice\u202Efdp.exe\u202C zero\u200Bwidth \u2066isolated\u2069";

    [ChromiumFact]
    public async Task Record_WithMarkup_IsShownAsText()
    {
        var product = Stack.Simulator.Create("product", content =>
        {
            content["name"] = Script + Image;
            content[DashboardApp.RejectedFor] = $"No product is called {Script}{Image}";
        });
        await SettledAsync(1);
        await OpenAsync("#/events");
        await Link($"product {product.Id} create").ClickAsync();

        await Assertions.Expect(Page.Locator("#error")).ToContainTextAsync(Script + Image);
        await Assertions.Expect(Body).ToContainTextAsync(Script);
        await GoAsync("#/events");
        await Assertions.Expect(Rows("Events, newest first")).ToContainTextAsync(Script);
        await AssertNothingRanAsync();
    }

    [ChromiumFact]
    public async Task EventsName_WithMarkup_IsShownAsText()
    {
        await PostAsync(new JsonObject { ["event"] = $"{Image}_update", ["id"] = Script }.ToJsonString());
        await SettledAsync(1);
        await OpenAsync("#/events");

        await Assertions.Expect(Rows("Events, newest first")).ToContainTextAsync("<img src=x onerror");
        await Rows("Events, newest first").GetByRole(AriaRole.Link).ClickAsync();
        await Assertions.Expect(Page.Locator("dl")).ToContainTextAsync($"{Image}_update");
        await AssertNothingRanAsync();
    }

    [ChromiumFact]
    public async Task CharactersThatHideOrReorder_AreWrittenOut()
    {
        var product = Stack.Simulator.Create("product", content => content["name"] = Bidi);
        await SettledAsync(1);
        await OpenAsync("#/events");
        await Link($"product {product.Id} create").ClickAsync();

        await Assertions.Expect(Body).ToContainTextAsync("invoice⟨U+202E⟩fdp.exe⟨U+202C⟩ zero⟨U+200B⟩width ⟨U+2066⟩isolated⟨U+2069⟩");
        await Assertions.Expect(Body.Locator(".mark").First).ToHaveTextAsync("⟨U+202E⟩");
        Assert.DoesNotMatch("[\u200B\u202E\u202C\u2066\u2069]", await Page.EvaluateAsync<string>("document.documentElement.textContent + document.title"));
    }

    [ChromiumFact]
    public async Task StringThatIsVeryLong_IsCut_AndShownWholeOnDemand()
    {
        var product = Stack.Simulator.Create("product", content => content["name"] = new string('x', 100_000) + "end");
        await SettledAsync(1);
        await OpenAsync("#/events");
        await Link($"product {product.Id} create").ClickAsync();

        await Assertions.Expect(Body).Not.ToContainTextAsync("xend");
        await Body.GetByRole(AriaRole.Button, new() { Name = "show all 100," }).ClickAsync();

        await Assertions.Expect(Body).ToContainTextAsync("xend");
    }

    [ChromiumFact]
    public async Task RecordOfFiveMegabytes_IsComparedWithItsEvent_AndCut()
    {
        var invoice = Stack.Simulator.Create("invoice", content => content["notes"] = Script + new string('x', 5_000_000), announce: false);
        await PostAsync($$$"""{"event":"invoice_update","invoice":{"id":{{{invoice.Id}}}}}""");
        await SettledAsync(1);
        await OpenAsync("#/events");
        await Link($"invoice {invoice.Id} update").ClickAsync();

        var difference = Page.Locator("pre.difference");
        await Assertions.Expect(difference).ToContainTextAsync("created_at");
        Assert.InRange((await difference.TextContentAsync())!.Length, 100, 600_000);
        await AssertNothingRanAsync();
    }

    private ILocator Body => Page.GetByRole(AriaRole.Group, new() { Name = "Body of the event" });

    private async Task AssertNothingRanAsync()
    {
        Assert.True(await Page.EvaluateAsync<bool>("window.pwned === undefined"));
        await Assertions.Expect(Page.Locator("main script, main img")).ToHaveCountAsync(0);
    }
}
