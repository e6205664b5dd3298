using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Stitchex.Functions.Tests.EndToEnd.Dashboard;

/// <summary>How old what is shown is, and that it is what the app says now.</summary>
public sealed partial class AgeTests(DashboardApp app) : DashboardTest(app)
{
    private static readonly Regex Old = new(@"\bold\b");

    private ILocator AsOf => Page.Locator("#as-of");

    [ChromiumFact]
    public async Task Page_SaysOfWhenItIs_AndIsGreyOnceItIsOld_UntilItIsRefreshed()
    {
        await Page.Clock.InstallAsync();
        await OpenAsync("#/jobs");
        await Assertions.Expect(AsOf).ToHaveTextAsync(AsOfPattern);
        await Page.GetByLabel("every 15 s").UncheckAsync();

        await Page.Clock.FastForwardAsync("00:32");

        await Assertions.Expect(AsOf).ToContainTextAsync("which is old");
        await Assertions.Expect(Page.Locator("body")).ToHaveClassAsync(Old);

        await Button("Refresh").ClickAsync();
        await Assertions.Expect(Page.GetByRole(AriaRole.Status).First).ToHaveTextAsync("Refreshed.");
        await Assertions.Expect(AsOf).ToHaveTextAsync(AsOfPattern);
        await Assertions.Expect(Page.Locator("body")).Not.ToHaveClassAsync(Old);
    }

    [ChromiumFact]
    public async Task RefreshThatFails_IsSaid_AndWhatIsShownStaysAsOldAsItIs()
    {
        await Page.Clock.InstallAsync();
        await OpenAsync("#/jobs");
        await Assertions.Expect(Page.GetByText("No jobs")).ToBeVisibleAsync();
        await Page.RouteAsync(JobsAddress, route => route.FulfillAsync(new() { Status = 503, Body = "" }));
        await Page.Clock.PauseAtAsync(TimeProvider.System.GetUtcNow().UtcDateTime.AddSeconds(5));

        await Button("Refresh").ClickAsync();

        await Assertions.Expect(Page.GetByRole(AriaRole.Status).First).ToContainTextAsync("Not refreshed. Status 503");
        await Assertions.Expect(Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Status 503");
        await Assertions.Expect(Page.GetByText("No jobs")).ToBeVisibleAsync();

        await Assertions.Expect(AsOf).ToHaveTextAsync(FailedPattern);
        await Assertions.Expect(Page.Locator("body")).ToHaveClassAsync(Old);

        // The rest is refreshed all the while, and is no newer than this.
        await Page.Clock.FastForwardAsync("00:32");
        await Assertions.Expect(AsOf).ToContainTextAsync("which is old");
    }

    [ChromiumFact]
    public async Task RefreshThatIsUnderWay_IsNotBegunAgain()
    {
        await Page.Clock.InstallAsync();
        await OpenAsync("#/jobs");
        await Assertions.Expect(Page.GetByText("No jobs")).ToBeVisibleAsync();
        var (isHeld, letGo) = await HoldNextResponseAsync(JobsAddress);
        await Button("Refresh").ClickAsync();
        await isHeld;
        var asked = Addresses.Count;

        await Page.Clock.RunForAsync("00:16");
        await Button("Refresh").ClickAsync();

        Assert.Equal(asked, Addresses.Count);
        letGo();
        await Assertions.Expect(Page.GetByRole(AriaRole.Status).First).ToHaveTextAsync("Refreshed.");
    }

    [ChromiumFact]
    public async Task Pause_IsSaidOnEveryPage_AndAtOnce()
    {
        await OpenAsync();
        await Button("Pause…").ClickAsync();
        await Dialog("Pause processing?").GetByLabel("Reason").FillAsync("The ERP is being upgraded");
        await Button("Pause").ClickAsync();

        foreach (var route in new[] { "#/", "#/events", "#/quarantine", "#/jobs", "#/destinations", "#/bulk?kind=replay" })
        {
            await GoAsync(route);
            await Assertions.Expect(Page.Locator("#obstacles")).ToContainTextAsync("Processing is paused since");
            await Assertions.Expect(Page.Locator("#obstacles")).ToContainTextAsync("The ERP is being upgraded");
        }

        Stack.Simulator.Create("product");
        await GoAsync("#/events");
        await Assertions.Expect(Rows("Events, newest first")).ToContainTextAsync("Waits: processing is paused.");
        await Page.GetByRole(AriaRole.Link, new() { Name = "product" }).First.ClickAsync();
        await Assertions.Expect(Page.Locator("#waits")).ToContainTextAsync("Waits: processing is paused.");

        await GoAsync("#/");
        await Button("Resume…").ClickAsync();
        await Button("Resume").ClickAsync();
        await Assertions.Expect(Page.Locator("#obstacles")).ToBeHiddenAsync();
        Assert.Equal(("Completed", "Handled"), await OnlyEventAsync());
    }

    [ChromiumFact]
    public async Task HeadAndTitle_SayWhichDeploymentItIs()
    {
        await OpenAsync("#/jobs");

        var deployment = $"{Dashboard.Authority} · Development";
        await Assertions.Expect(Page.Locator("#deployment")).ToHaveTextAsync(deployment);
        await Assertions.Expect(Page).ToHaveTitleAsync($"Jobs · Stitchex events · {deployment}");
    }

    [ChromiumFact]
    public async Task TestEvent_GoesTheWholeWay()
    {
        var invoice = Stack.Simulator.Create("invoice", announce: false).Id;
        await OpenAsync();
        await Assertions.Expect(Page.GetByText("No event was ever received")).ToBeVisibleAsync();

        await Button("Send a test event…").First.ClickAsync();
        var dialog = Dialog("Send a test event?");
        await dialog.GetByLabel("Resource and id").FillAsync($"Invoice {invoice}");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();

        await Assertions.Expect(Page.GetByRole(AriaRole.Status).First).ToHaveTextAsync("The test event came through: Handled.");
        await Assertions.Expect(Page.Locator(".summary .badge")).ToHaveTextAsync("Completed · Handled");
        Assert.Equal(("Completed", "Handled"), await OnlyEventAsync());
        await GoAsync("#/");
        await Assertions.Expect(Page.GetByText("All clear")).ToBeVisibleAsync();
    }

    [GeneratedRegex("/operations/jobs$")]
    private static partial Regex JobsAddress { get; }

    [GeneratedRegex(@"^As of \d\d:\d\d:\d\d; the last refresh failed$")]
    private static partial Regex FailedPattern { get; }

    [GeneratedRegex(@"^As of \d\d:\d\d:\d\d$")]
    private static partial Regex AsOfPattern { get; }
}
