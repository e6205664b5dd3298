using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Playwright;

namespace Stitchex.Functions.Tests.EndToEnd.Dashboard;

/// <summary>What comes is shown as it comes, and what costs much is not asked for again by itself.</summary>
public sealed class LiveTests(DashboardApp app) : DashboardTest(app)
{
    private int _underWay;

    private int Looks => Addresses.Count(address => address.Contains("&since=", StringComparison.Ordinal));

    private int Lists => Addresses.Count(address => address.Contains("/operations/events", StringComparison.Ordinal)) - Looks;

    [ChromiumFact]
    public async Task Live_ShowsWhatComes_ReadsNoListWhenNothingDoes_StopsWhenHidden_AndSaysWhenItIsBehind()
    {
        await InstallClockAsync();
        await OpenAsync("#/events?resource=product");
        await Page.GetByLabel("every 15 s").UncheckAsync();
        await Page.GetByLabel("Live", new() { Exact = true }).CheckAsync();
        await UntilAsync(() => Task.FromResult(Lists >= 2));
        await Assertions.Expect(Page.Locator("[aria-busy]")).ToHaveCountAsync(0);

        Stack.Simulator.Create("product");
        Stack.Simulator.Create("customer");
        await SettledAsync(2);
        await UntilAsync(() => Page.GetByText("1 new event at ").IsVisibleAsync());
        await UntilAsync(async () =>
            await Rows("Events, newest first").AllTextContentsAsync() is [var row] && row.Contains("Completed", StringComparison.Ordinal));

        var (looks, lists) = (Looks, Lists);
        await UntilAsync(() => Task.FromResult(Looks >= looks + 5));
        Assert.InRange(Lists, lists, lists + 1);

        await Page.EvaluateAsync("Object.defineProperty(document, 'hidden', { configurable: true, get: () => true })");
        (looks, lists) = (Looks, Lists);
        await Page.Clock.RunForAsync("02:00");
        Assert.Equal((looks, lists), (Looks, Lists));
        await Page.EvaluateAsync("delete document.hidden");

        var many = ManyEvents();
        await Page.RouteAsync("**/operations/events?*", route => route.FulfillAsync(new() { Body = many }));
        await UntilAsync(() => Page.GetByText("more came than fit on a page.").IsVisibleAsync());
        await Assertions.Expect(Rows("Events, newest first")).ToHaveCountAsync(50);
    }

    [ChromiumFact]
    public async Task Groups_AreReadOnce_UntilSomebodyAsks()
    {
        Stack.Simulator.Create("product");
        await SettledAsync(1);
        await InstallClockAsync();
        await OpenAsync("#/events?group=record");
        await Assertions.Expect(Rows("Events by record")).ToHaveCountAsync(1);
        var status = Addresses.Count(IsOfStatus);

        await UntilAsync(() => Task.FromResult(Addresses.Count(IsOfStatus) >= status + 6));
        Assert.Equal(1, Lists);

        await Button("Refresh").ClickAsync();
        await Assertions.Expect(Page.GetByRole(AriaRole.Status).First).ToHaveTextAsync("Refreshed.");
        Assert.Equal(2, Lists);

        static bool IsOfStatus(string address) => address.EndsWith("/operations/status", StringComparison.Ordinal);
    }

    private static string ManyEvents()
    {
        var tomorrow = TimeProvider.System.GetUtcNow().AddDays(1);
        return new JsonObject
        {
            ["events"] = new JsonArray([.. Enumerable.Range(0, 50).Select(i => new JsonObject
            {
                ["id"] = string.Create(CultureInfo.InvariantCulture, $"product.{i}.update.{i:x32}"),
                ["resource"] = "product",
                ["recordId"] = $"{i}",
                ["numbers"] = new JsonArray(),
                ["action"] = "update",
                ["state"] = "Received",
                ["receivedAt"] = $"{tomorrow.AddSeconds(-i):O}",
                ["attempts"] = 0,
            })]),
            ["nextPageToken"] = "more",
        }.ToJsonString();
    }

    // The page's time passes until something holds. It passes only while no request is under way: the page would give that up.
    private Task UntilAsync(Func<Task<bool>> holds) => Eventually.HoldsAsync(async () =>
    {
        if (Volatile.Read(ref _underWay) == 0)
        {
            await Page.Clock.RunForAsync("00:03");
        }

        return await holds();
    });

    private async Task InstallClockAsync()
    {
        Page.Request += (_, _) => Interlocked.Increment(ref _underWay);
        Page.RequestFinished += (_, _) => Interlocked.Decrement(ref _underWay);
        Page.RequestFailed += (_, _) => Interlocked.Decrement(ref _underWay);
        await Page.Clock.InstallAsync();
    }
}
