using System.Text;
using System.Text.RegularExpressions;
using Azure.Data.Tables;
using Microsoft.Playwright;
using Stitchex.Functions.Configuration;
using Stitchex.Functions.Tests.Destinations;
using Stitchex.Functions.Triggers;
using Stitchex.Local.Simulator.Faults;
using Stitchex.Local.Stack;

namespace Stitchex.Functions.Tests.EndToEnd.Dashboard;

/// <summary>A window on the dashboard of an app that is empty. No test leaves the browser with anything to complain about.</summary>
[Collection(nameof(DashboardApp))]
public abstract class DashboardTest(DashboardApp app) : IAsyncLifetime
{
    private const int MostPresses = 60;

    private readonly List<string> _complaints = [];
    private readonly List<string> _addresses = [];
    private IBrowserContext? _context;
    private IPage? _page;

    private protected LocalStack Stack => app.Stack;

    private protected HookServer Hooks => app.Hooks;

    private protected IPage Page => _page!;

    private protected TableClient Events => new(Stack.StorageConnectionString, StorageNames.EventsTable);

    private protected TableClient EventIndex => new(Stack.StorageConnectionString, StorageNames.IndexTable);

    private protected Uri Dashboard => Stack.Host.FunctionUrl(nameof(DashboardFunctions.GetDashboard));

    /// <summary>The addresses that were asked for.</summary>
    private protected IReadOnlyList<string> Addresses => _addresses;

    public async Task InitializeAsync()
    {
        await app.EmptyAsync();
        await UseScreenAsync();
    }

    public async Task DisposeAsync()
    {
        await _context!.DisposeAsync();
        Assert.Empty(_complaints);
    }

    /// <summary>Goes on with a new window.</summary>
    private protected async Task UseScreenAsync(int width = 1280, int height = 900, bool isDark = false)
    {
        await (_context?.DisposeAsync() ?? ValueTask.CompletedTask);
        _context = await SharedBrowser.NewContextAsync(width, height, isDark);

        // What the policy forbids is only logged; a test has to hear of it.
        await _context.AddInitScriptAsync("addEventListener('securitypolicyviolation', e => console.error(`Content Security Policy: ${e.violatedDirective} ${e.blockedURI}`), true)");
        _page = await _context.NewPageAsync();
        _page.PageError += (_, error) => _complaints.Add(error);
        _page.Request += (_, request) => _addresses.Add(request.Url);
        _page.Console += (_, message) =>
        {
            // A response that is an error, or none, is logged too; what the page makes of it is what tests look at.
            if (message.Type is "error" or "warning" && !message.Text.StartsWith("Failed to load resource:", StringComparison.Ordinal))
            {
                _complaints.Add(message.Text);
            }
        };
    }

    /// <summary>Opens the dashboard with the key.</summary>
    /// <param name="route">Where in it.</param>
    private protected async Task OpenAsync(string route = "#/")
    {
        await Page.GotoAsync(Dashboard + route);
        await EnterKeyAsync(Stack.Host.HostKey);
        await Assertions.Expect(Page.GetByRole(AriaRole.Navigation, new() { Name = "Pages", Exact = true })).ToBeVisibleAsync();
    }

    private protected async Task EnterKeyAsync(string key)
    {
        await Page.GetByLabel("Host key of the function app").FillAsync(key);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Open" }).ClickAsync();
    }

    /// <summary>Goes elsewhere in the dashboard, as a link does.</summary>
    private protected Task GoAsync(string route) => Page.EvaluateAsync("route => { location.hash = route }", route);

    private protected ILocator Button(string name) => Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    private protected ILocator Link(string name) => Page.GetByRole(AriaRole.Link, new() { Name = name, Exact = true });

    private protected ILocator Heading(string name) => Page.GetByRole(AriaRole.Heading, new() { Name = name, Exact = true });

    private protected ILocator Dialog(string name) => Page.GetByRole(AriaRole.Dialog, new() { Name = name });

    private protected ILocator Rows(string caption) => Page.GetByRole(AriaRole.Table, new() { Name = caption }).Locator("tbody tr");

    /// <summary>Presses Tab until something has the focus.</summary>
    private protected async Task TabToAsync(ILocator target)
    {
        for (var presses = 0; presses < MostPresses; presses++)
        {
            if (await target.EvaluateAsync<bool>("element => element === document.activeElement"))
            {
                return;
            }

            await Page.Keyboard.PressAsync("Tab");
        }

        Assert.Fail($"{MostPresses} presses of Tab do not lead to {target}.");
    }

    /// <summary>Holds back the next response to a request until it is let go; those that follow pass it.</summary>
    /// <param name="address">How the request's address ends.</param>
    private protected async Task<(Task IsHeld, Action LetGo)> HoldNextResponseAsync(Regex address)
    {
        var isHeld = new TaskCompletionSource();
        var mayGo = new TaskCompletionSource();
        await Page.RouteAsync(address, async route =>
        {
            var response = await route.FetchAsync();
            if (isHeld.TrySetResult())
            {
                await mayGo.Task;
            }

            await route.FulfillAsync(new() { Response = response });
        });
        return (isHeld.Task.WaitAsync(Eventually.Deadline), mayGo.SetResult);
    }

    /// <summary>Lets the simulated API reject a resource, until the fault ends.</summary>
    private protected Fault RefuseInvoices() => Stack.Simulator.Faults.Add(FaultRule.Response(422) with { Path = "/invoices/" });

    /// <summary>Waits until every event has come to its end.</summary>
    /// <param name="count">How many events there are.</param>
    private protected Task<List<TableEntity>> SettledAsync(int count) => Eventually.GivesAsync(
        async () => await Events.QueryAsync<TableEntity>("RowKey ge 'event.' and RowKey lt 'event/'").ToListAsync(),
        rows => rows.Count == count && rows.All(row => row.GetString("State") is "Completed" or "DeadLettered"));

    /// <summary>Makes an invoice whose event is dead-lettered, and fixes what made it so.</summary>
    private protected async Task<string> DeadLetteredInvoiceAsync()
    {
        using var fault = RefuseInvoices();
        var invoice = Stack.Simulator.Create("invoice");
        var row = Assert.Single(await SettledAsync(1));
        Assert.Equal("DeadLettered", row.GetString("State"));
        return invoice.Id;
    }

    /// <summary>Posts a body to the app as Stitchex does.</summary>
    private protected async Task PostAsync(string body)
    {
        using var client = new HttpClient();
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await client.PostAsync(Stack.WebhookUrl, content);
    }

    /// <summary>The state of the only event, in storage.</summary>
    private protected async Task<(string? State, string? Outcome)> OnlyEventAsync()
    {
        var row = Assert.Single(await SettledAsync(1));
        return (row.GetString("State"), row.GetString("Outcome"));
    }
}
