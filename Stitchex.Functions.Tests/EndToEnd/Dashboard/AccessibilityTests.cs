using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Stitchex.Functions.Tests.EndToEnd.Dashboard;

/// <summary>
/// Every kind of page, light on a desk and dark on a phone: axe finds nothing, and nothing is wider than the screen. With
/// UPDATE_SCREENSHOTS=1 dark on a desk and light on a phone, too, and the pictures in docs/images/ are made anew.
/// </summary>
public sealed class AccessibilityTests(DashboardApp app) : DashboardTest(app)
{
    private static readonly bool MakesScreenshots = Environment.GetEnvironmentVariable("UPDATE_SCREENSHOTS") is "1";

    private const string TooWide = """
        () => document.documentElement.scrollWidth <= innerWidth ? [] : [...document.querySelectorAll("body *")]
          .filter(element => element.getBoundingClientRect().right > innerWidth)
          .map(element => `${element.tagName}.${element.className} ${element.textContent.trim().slice(0, 60)}`)
        """;

    // Each colour scheme and each width once: contrast depends on the one, the layout on the other.
    private static readonly Screen[] Screens =
    [
        new("light", 1280, 1000, IsDark: false),
        new("phone-dark", 360, 740, IsDark: true),
        .. MakesScreenshots ? [new("dark", 1280, 1000, IsDark: true), new("phone-light", 360, 740, IsDark: false)] : Array.Empty<Screen>(),
    ];

    [ChromiumFact]
    public async Task EveryPage_OnEveryScreen_IsReadableByEverybody()
    {
        var stage = new DashboardStage(Stack);
        await stage.SetAsync();

        foreach (var screen in Screens)
        {
            await UseScreenAsync(screen.Width, screen.Height, screen.IsDark);
            await Page.GotoAsync(Dashboard.AbsoluteUri);
            await LookAsync("key", screen.Name);
            await OpenAsync();
            await Assertions.Expect(Rows("Newest events")).ToHaveCountAsync(10);
            await Assertions.Expect(Page.Locator(".plot img")).ToHaveJSPropertyAsync("complete", true);
            await LookAsync("overview", screen.Name, isForDocs: true);
            await Button("Show outcomes and latency").ClickAsync();
            await Assertions.Expect(Rows("Outcomes by resource").First).ToBeVisibleAsync();
            await LookAsync("outcomes", screen.Name);
            await VisitAsync("#/events", Rows("Events, newest first").First, "events", screen.Name);
            await VisitAsync(
                $"#/events/{stage.DeadLetteredEvent}", Rows("Events of the same record").Last, "event", screen.Name, isForDocs: true);
            await Button("Resolve…").ClickAsync();
            await LookAsync("dialog", screen.Name);
            await Page.Keyboard.PressAsync("Escape");
            await VisitAsync("#/events/product.1.update.00000000000000000000000000000000", Page.GetByText("Not found").First, "problem", screen.Name);
            await VisitAsync($"#/records/{stage.ChangedRecord}", Rows("Events of this record").Last, "record", screen.Name);
            await VisitAsync("#/records/lookbook/1", Page.GetByText("No events of this record"), "empty", screen.Name);
            await VisitAsync("#/search?q=responded+with+422", Rows("Events whose error says it").First, "search", screen.Name);
            await VisitAsync("#/search?q=INV-0000", Page.GetByText("Looked for it among the numbers of records"), "nothing found", screen.Name);
            await VisitAsync("#/quarantine", Rows("Quarantine").First, "quarantine", screen.Name);
            await Rows("Quarantine").GetByRole(AriaRole.Link).ClickAsync();
            await Assertions.Expect(Button("Remove…")).ToBeVisibleAsync();
            await LookAsync("quarantined item", screen.Name);
            await VisitAsync("#/bulk?kind=replay", Button("Count them first"), "bulk", screen.Name);
            await Button("Count them first").ClickAsync();
            await Assertions.Expect(Page.GetByText("4 events would be replayed.")).ToBeVisibleAsync();
            await LookAsync("bulk counted", screen.Name);
            await VisitAsync("#/jobs", Rows("Jobs, newest first").First, "jobs", screen.Name);
            await Rows("Jobs, newest first").First.GetByRole(AriaRole.Link).ClickAsync();
            await Assertions.Expect(Page.GetByText("4 events found")).ToBeVisibleAsync();
            await LookAsync("job", screen.Name);
        }
    }

    private async Task VisitAsync(string route, ILocator isThere, string page, string screen, bool isForDocs = false)
    {
        await GoAsync(route);
        await Assertions.Expect(isThere).ToBeVisibleAsync();
        await Assertions.Expect(Page.Locator("[aria-busy]")).ToHaveCountAsync(0);
        await LookAsync(page, screen, isForDocs);
    }

    private async Task LookAsync(string page, string screen, bool isForDocs = false)
    {
        var violations = (await Page.RunAxe()).Violations;
        Assert.True(
            violations.Length == 0,
            $"{page}, {screen}: " + string.Join("; ", violations.Select(violation => $"{violation.Id}: {violation.Help} at {string.Join(", ", violation.Nodes.Select(node => node.Target))}")));
        var tooWide = await Page.EvaluateAsync<string[]>(TooWide);
        Assert.True(tooWide.Length == 0, $"{page}, {screen}: wider than the screen: {string.Join("; ", tooWide)}");

        if (isForDocs && MakesScreenshots)
        {
            await Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(RepositoryFiles.Root, "docs", "images", $"dashboard-{page}-{screen}.png") });
        }
    }

    private sealed record Screen(string Name, int Width, int Height, bool IsDark);
}
