using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Stitchex.Functions.Tests.EndToEnd.Dashboard;

/// <summary>Many events at once: counted first, confirmed, followed.</summary>
public sealed partial class BulkTests(DashboardApp app) : DashboardTest(app)
{
    private const int Count = 7;

    [ChromiumFact]
    public async Task DeadLetteredEvents_AreCounted_Confirmed_AndReplayed_WithProgress()
    {
        await DeadLetteredInvoicesAsync();
        await OpenAsync();
        await Link("Replay many").ClickAsync();

        await Button("Count them first").ClickAsync();
        await Assertions.Expect(Page.GetByText($"{Count} events would be replayed.")).ToBeVisibleAsync();
        Assert.All(await SettledAsync(Count), row => Assert.Equal("DeadLettered", row.GetString("State")));

        await Button($"Replay {Count} events…").ClickAsync();
        await Button($"Replay {Count} events").ClickAsync();

        await Assertions.Expect(Page.GetByRole(AriaRole.Progressbar)).ToHaveAttributeAsync("max", $"{Count}");
        await Assertions.Expect(Page.GetByRole(AriaRole.Progressbar)).ToHaveAttributeAsync("value", $"{Count}");
        await Assertions.Expect(Page.Locator(".summary .badge")).ToHaveTextAsync("Queued");
        await Assertions.Expect(Page.Locator("#job-words")).ToContainTextAsync($"{Count} of {Count} events queued");
        await Assertions.Expect(Page.GetByRole(AriaRole.Status).First)
            .ToHaveTextAsync($"The job has ended: completed, {Count} events queued.");
        await Eventually.HoldsAsync(async () => (await SettledAsync(Count)).All(row => row.GetString("State") == "Completed"));

        await Link("Jobs").First.ClickAsync();
        await Assertions.Expect(Rows("Jobs, newest first")).ToHaveCountAsync(2);
        await Assertions.Expect(Link("Replay (count only)")).ToHaveCountAsync(1);
        await Assertions.Expect(Link("Replay")).ToHaveCountAsync(1);
    }

    [ChromiumFact]
    public async Task JobThatIsSlow_IsPaused_Resumed_AndCancelled_WithWhoDidIt()
    {
        await DeadLetteredInvoicesAsync();
        await OpenAsync("#/bulk?kind=replay");
        await Page.GetByLabel("Events a minute").FillAsync("1");
        await Button("Count them first").ClickAsync();
        await Button($"Replay {Count} events…").ClickAsync();
        await Button($"Replay {Count} events").ClickAsync();

        await Button("Pause the job").ClickAsync();
        await Assertions.Expect(Page.Locator("dl")).ToContainTextAsync("Paused bykey default");
        await Button("Resume the job").ClickAsync();
        await Assertions.Expect(Page.Locator("dl")).ToContainTextAsync("Resumed bykey default");
        await Button("Cancel the job…").ClickAsync();
        await Button("Cancel the job").ClickAsync();

        await Assertions.Expect(Page.Locator(".summary .badge")).ToHaveTextAsync("Cancelled");
    }

    [ChromiumFact]
    public async Task DeadLetteredEvents_AreResolvedWithANote()
    {
        await DeadLetteredInvoicesAsync();
        await OpenAsync("#/bulk?kind=resolve");

        await Page.GetByLabel("Note").FillAsync("The invoices were sent by hand");
        await Button("Count them first").ClickAsync();
        await Button($"Resolve {Count} events…").ClickAsync();
        await Button($"Resolve {Count} events").ClickAsync();

        await Assertions.Expect(Page.Locator(".summary .badge")).ToHaveTextAsync("Completed");
        Assert.All(await SettledAsync(Count), row => Assert.NotNull(row.GetDateTimeOffset("ResolvedAt")));
    }

    [ChromiumFact]
    public async Task ListsOfStitchex_AreRead_AndTheirJobIsShown()
    {
        Stack.Simulator.Create("showroom", announce: false);
        await OpenAsync("#/jobs");
        await Link("Backfill").ClickAsync();
        await Page.GetByLabel("Resources").FillAsync("showroom");
        await Button("Count them first").ClickAsync();

        await Assertions.Expect(Page.Locator(".summary .badge")).ToHaveTextAsync("Completed");
        await Assertions.Expect(Rows("Lists")).ToHaveTextAsync(new Regex("showroom.*Complete"));
        await Assertions.Expect(Page.GetByText("A backfill would run for about")).ToBeVisibleAsync();

        await GoAsync("#/backfill");
        await Page.GetByLabel("Resources").FillAsync("showroom");
        await Button("Fetch them…").ClickAsync();
        await Button("Fetch them").ClickAsync();

        await Assertions.Expect(Page.Locator("#job-words")).ToHaveTextAsync("1 record listed, 1 queued to be fetched");
        await Assertions.Expect(Page.Locator("#outcome-words")).ToHaveTextAsync(
            "Of 1 event: 1 completed · Handled.", new() { Timeout = (float)Eventually.Deadline.TotalMilliseconds });
    }

    [ChromiumFact]
    public async Task WhatNoWebhookToldOf_IsShown_AndDelivered()
    {
        var untold = Stack.Simulator.Create("payment", announce: false).Id;
        await OpenAsync("#/jobs");
        await Link("Reconcile").ClickAsync();
        await Page.GetByLabel("Resources").FillAsync("payment");
        await Button("Compare them").ClickAsync();
        await Assertions.Expect(Rows("Findings")).ToHaveTextAsync(new Regex($"Missing here.*payment {untold}"));

        await Button("Deliver what is missing, older or gone…").ClickAsync();
        await Button("Deliver them").ClickAsync();

        await Assertions.Expect(Rows("Findings")).ToHaveTextAsync(new Regex("its event"));
        await Assertions.Expect(Page.Locator("#outcome-words")).ToContainTextAsync("1 completed");
    }

    [ChromiumFact]
    public async Task CountOfAFormThatWasChangedMeanwhile_IsNotOffered()
    {
        await DeadLetteredInvoicesAsync();
        await OpenAsync("#/bulk?kind=replay");
        var (isHeld, letGo) = await HoldNextResponseAsync(JobAddress);
        await Button("Count them first").ClickAsync();
        await isHeld;

        await Page.GetByLabel("Resource").FillAsync("product");
        letGo();

        await Assertions.Expect(Button("Count them first")).ToBeEnabledAsync();
        await Assertions.Expect(Page.Locator("#bulk-result")).ToBeEmptyAsync();
    }

    [ChromiumFact]
    public async Task CountOfNothing_StartsNothing()
    {
        await OpenAsync("#/bulk?kind=replay&resource=lookbook");

        await Button("Count them first").ClickAsync();

        await Assertions.Expect(Page.GetByText("No event would be replayed")).ToBeVisibleAsync();
        await Assertions.Expect(Page.GetByRole(AriaRole.Button, new() { NameRegex = ReplayButton })).ToHaveCountAsync(0);
    }

    [GeneratedRegex("/jobs/[^/?]+$")]
    private static partial Regex JobAddress { get; }

    [GeneratedRegex("^Replay")]
    private static partial Regex ReplayButton { get; }

    private async Task DeadLetteredInvoicesAsync()
    {
        using var fault = RefuseInvoices();
        foreach (var _ in Enumerable.Range(0, Count))
        {
            Stack.Simulator.Create("invoice");
        }

        Assert.All(await SettledAsync(Count), row => Assert.Equal("DeadLettered", row.GetString("State")));
    }
}
