using Microsoft.Playwright;
using Stitchex.Functions.Triggers;

namespace Stitchex.Functions.Tests.EndToEnd.Dashboard;

/// <summary>The dashboard as somebody with and without the key meets it.</summary>
public sealed class OpeningTests(DashboardApp app) : DashboardTest(app)
{
    [ChromiumFact]
    public async Task WithoutAKey_NothingIsShown_AndNothingIsAskedFor()
    {
        Stack.Simulator.Create("invoice");
        await SettledAsync(1);

        await Page.GotoAsync(Dashboard.AbsoluteUri);

        await Assertions.Expect(Page.GetByLabel("Host key of the function app")).ToBeFocusedAsync();
        await Assertions.Expect(Page.GetByRole(AriaRole.Navigation)).ToHaveCountAsync(0);
        Assert.Equal([Dashboard.AbsoluteUri], Addresses.Where(address => address.StartsWith("http", StringComparison.Ordinal)));
    }

    [ChromiumFact]
    public async Task WrongKey_IsSaid_AndTheRightOneOpens()
    {
        await Page.GotoAsync(Dashboard.AbsoluteUri);

        await EnterKeyAsync("wrong");
        await Assertions.Expect(Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("It does not open the operator API.");

        await EnterKeyAsync("clé");
        await Assertions.Expect(Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("letters, digits and signs of ASCII only");

        await EnterKeyAsync(Stack.Host.HostKey);
        await Assertions.Expect(Heading("Overview")).ToBeFocusedAsync();
    }

    [ChromiumFact]
    public async Task WebhooksKey_DoesNotOpenIt()
    {
        await Page.GotoAsync(Dashboard.AbsoluteUri);

        await EnterKeyAsync(Stack.Host.FunctionKey(nameof(ReceiveWebhook)));

        await Assertions.Expect(Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("the key of a single function");
    }

    [ChromiumFact]
    public async Task Key_StandsInNoAddress_AndIsForgottenOnDemand()
    {
        await DeadLetteredInvoiceAsync();
        await OpenAsync("#/events?state=DeadLettered");
        await Page.GetByRole(AriaRole.Link, new() { Name = "invoice" }).First.ClickAsync();
        await Assertions.Expect(Button("Replay…")).ToBeVisibleAsync();

        Assert.DoesNotContain(Addresses, address => address.Contains(Stack.Host.HostKey, StringComparison.Ordinal));
        Assert.DoesNotContain(Stack.Host.HostKey, await Page.ContentAsync(), StringComparison.Ordinal);

        await Page.ReloadAsync();
        await Assertions.Expect(Button("Replay…")).ToBeVisibleAsync();
        await Button("Sign out").ClickAsync();
        await Assertions.Expect(Page.GetByLabel("Host key of the function app")).ToBeFocusedAsync();
        Assert.Equal(0, await Page.EvaluateAsync<int>("sessionStorage.length + localStorage.length"));
    }

    [ChromiumFact]
    public async Task KeyThatIsRejectedLater_IsAskedForAgain_AndLeadsBack()
    {
        await OpenAsync("#/jobs");
        await Page.EvaluateAsync("for (const name of Object.keys(sessionStorage)) sessionStorage.setItem(name, 'renewed')");

        await Button("Refresh").ClickAsync();
        await Assertions.Expect(Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("It may have been renewed");

        await EnterKeyAsync(Stack.Host.HostKey);
        await Assertions.Expect(Heading("Jobs")).ToBeVisibleAsync();
    }

    [ChromiumFact]
    public async Task AppThatIsAway_IsSaid_AndWhatWasShownStays()
    {
        Stack.Simulator.Create("invoice");
        await SettledAsync(1);
        await OpenAsync();
        await Assertions.Expect(Page.GetByText("All clear")).ToBeVisibleAsync();

        // A refresh that is under way is not begun again.
        await Assertions.Expect(Page.Locator("[aria-busy]")).ToHaveCountAsync(0);
        await Assertions.Expect(Page.Locator("#deployment")).ToContainTextAsync("Development");
        await Page.Context.SetOfflineAsync(true);

        await Button("Refresh").ClickAsync();

        await Assertions.Expect(Page.GetByText("The app cannot be reached").First).ToBeVisibleAsync();
        await Assertions.Expect(Page.GetByRole(AriaRole.Status).First).ToContainTextAsync("Not refreshed. There was no response.");
        await Assertions.Expect(Page.GetByText("All clear")).ToBeVisibleAsync();
    }
}
