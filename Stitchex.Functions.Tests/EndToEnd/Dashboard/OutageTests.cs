using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Azure.Data.Tables;
using Microsoft.Playwright;
using Stitchex.Functions.Triggers;
using Stitchex.Local.Simulator.Faults;
using Stitchex.Local.Stack;
using Stitchex.Local.Storage;

namespace Stitchex.Functions.Tests.EndToEnd.Dashboard;

/// <summary>What the dashboard says while nothing works, of an app whose login and storage are its own.</summary>
[Collection(nameof(DashboardApp))]
public sealed class OutageTests : IAsyncLifetime
{
    private const int Waiting = 25;

    private AzuriteServer _azurite = null!;
    private LocalStack _stack = null!;

    public async Task InitializeAsync()
    {
        _azurite = await AzuriteServer.StartAsync(new AzuriteOptions());
        _stack = await LocalStack.StartAsync(new LocalStackOptions
        {
            PreferUsualPorts = false,
            StorageConnectionString = _azurite.ConnectionString,
            Settings = new Dictionary<string, string> { ["Stitchex__Processing__MaxThrottleWait"] = "00:00:01" },
        });
    }

    public async Task DisposeAsync()
    {
        await SignalAsync("CONT");
        await _stack.DisposeAsync();
        await _azurite.DisposeAsync();
    }

    [ChromiumFact]
    public async Task LoginIsRejectedForAll_PageSaysSo_AndNotThatAllIsWell()
    {
        var rejects = _stack.Simulator.Faults.Add(FaultRule.Response(401) with { Path = "/oauth/token" });
        for (var i = 0; i < Waiting; i++)
        {
            _stack.Simulator.Create("invoice");
        }

        await Eventually.HoldsAsync(async () => (int?)(await OverviewAsync())["waiting"]?["total"] == Waiting);
        await using var context = await SharedBrowser.NewContextAsync();
        var page = await OpenAsync(context);

        await Assertions.Expect(page.Locator(".verdict")).ToHaveTextAsync($"Needs attention: login rejected, {Waiting} waiting.");
        await Assertions.Expect(page.Locator("#obstacles")).ToContainTextAsync("Login rejected since");
        await Assertions.Expect(page.Locator("#obstacles")).ToContainTextAsync("The login was rejected (401).");
        await Assertions.Expect(page.GetByText("All clear")).ToHaveCountAsync(0);
        var reason = page.GetByRole(AriaRole.Link, new() { Name = $"{Waiting} × The login was rejected (401)." });
        await Assertions.Expect(reason).ToBeVisibleAsync();

        var before = rejects.TimesMet;
        await page.GetByRole(AriaRole.Button, new() { Name = "Check storage and the Stitchex API" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Table, new() { Name = "Connections" }))
            .ToContainTextAsync("Login rejected (401)");
        Assert.True(rejects.TimesMet > before, "The check did not ask.");

        await page.GetByRole(AriaRole.Table, new() { Name = "Newest events" }).GetByRole(AriaRole.Link).First.ClickAsync();
        await Assertions.Expect(page.Locator("#waits")).ToContainTextAsync("Waits: login rejected.");

        var job = await ReplayRetryingAsync();
        await page.EvaluateAsync($"location.hash = '#/jobs/{job}'");
        await Assertions.Expect(page.Locator("#job-words")).ToContainTextAsync(new Regex(@"^(\d+) of \1 events queued"));
        await Assertions.Expect(page.Locator("#outcome-words"))
            .ToHaveTextAsync(new Regex(@"^Of (\d+) events: \1 still waiting\. Waits: login rejected\.$"));

        rejects.Dispose();
        await new TableClient(_azurite.ConnectionString, "StitchexEvents").DeleteEntityAsync("control", "login");
        await page.GetByRole(AriaRole.Button, new() { Name = "Try the login now" }).ClickAsync();
        await Assertions.Expect(page.Locator("#spoken")).ToContainTextAsync("The login succeeded.");
        await Assertions.Expect(page.Locator("#obstacles")).Not.ToContainTextAsync("Login rejected");
        await ReplayRetryingAsync();
        await Eventually.HoldsAsync(async () => (int?)(await OverviewAsync())["waiting"]?["total"] is null or 0);
    }

    [ChromiumFact]
    public async Task StorageIsFrozen_PageSaysSo_AndThatWhatItShowsIsOld_AndGoesOnAfterwards()
    {
        if (OperatingSystem.IsWindows())
        {
            // It has no signal that stops a process.
            return;
        }

        _stack.Simulator.Create("invoice");
        await Eventually.HoldsAsync(async () => await OverviewAsync() is var overview
            && (bool?)overview["hasEvents"] is true && overview["oldestWaiting"] is null);
        await using var context = await SharedBrowser.NewContextAsync();
        var page = await OpenAsync(context);
        await Assertions.Expect(page.GetByText("All clear")).ToBeVisibleAsync();

        await SignalAsync("STOP");
        using (var response = await SendAsync("overview"))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
            Assert.Equal("Storage is unavailable", (string)JsonNode.Parse(await response.Content.ReadAsStringAsync())!["title"]!);
        }

        await page.GetByRole(AriaRole.Button, new() { Name = "Refresh" }).ClickAsync();
        await Assertions.Expect(page.Locator("#spoken")).ToContainTextAsync("Not refreshed. Storage did not do what was asked");
        await Assertions.Expect(page.GetByText("Storage is unavailable").First).ToBeVisibleAsync();
        await page.Clock.FastForwardAsync("00:32");
        await Assertions.Expect(page.Locator("#as-of")).ToContainTextAsync("which is old");

        await SignalAsync("CONT");
        await Assertions.Expect(page.Locator("#as-of")).Not.ToContainTextAsync("which is old", new() { Timeout = 120_000 });
        await Assertions.Expect(page.GetByText("Storage is unavailable")).ToHaveCountAsync(0);
    }

    private async Task<IPage> OpenAsync(IBrowserContext context)
    {
        var page = await context.NewPageAsync();
        await page.Clock.InstallAsync();
        await page.GotoAsync(_stack.Host.FunctionUrl(nameof(DashboardFunctions.GetDashboard)).AbsoluteUri);
        await page.GetByLabel("Host key of the function app").FillAsync(_stack.Host.HostKey);
        await page.GetByRole(AriaRole.Button, new() { Name = "Open" }).ClickAsync();
        return page;
    }

    private async Task<string> ReplayRetryingAsync()
    {
        var today = TimeProvider.System.GetUtcNow();
        var request = $$"""{"kind":"replay","state":"Retrying","from":"{{today.AddDays(-1):yyyy-MM-dd}}","to":"{{today:yyyy-MM-dd}}"}""";
        using var response = await SendAsync("jobs", HttpMethod.Post, request);
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        return (string)JsonNode.Parse(await response.Content.ReadAsStringAsync())!["id"]!;
    }

    private async Task<JsonNode> OverviewAsync()
    {
        using var response = await SendAsync("overview");
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
    }

    private async Task<HttpResponseMessage> SendAsync(string operation, HttpMethod? method = null, string? body = null)
    {
        using var client = new HttpClient();
        var address = new Uri(_stack.Host.BaseAddress, $"api/operations/{operation}");
        using var request = new HttpRequestMessage(method ?? HttpMethod.Get, address)
        {
            Content = body is null ? null : new StringContent(body),
        };
        request.Headers.Add("x-functions-key", _stack.Host.HostKey);
        return await client.SendAsync(request);
    }

    private async Task SignalAsync(string signal)
    {
        if (!OperatingSystem.IsWindows())
        {
            using var kill = Process.Start("kill", [$"-{signal}", $"{_azurite.ProcessId}"]);
            await kill.WaitForExitAsync();
        }
    }
}
