using Microsoft.Playwright;

namespace Stitchex.Functions.Tests.EndToEnd.Dashboard;

/// <summary>Everything can be done without a mouse.</summary>
public sealed class KeyboardTests(DashboardApp app) : DashboardTest(app)
{
    [ChromiumFact]
    public async Task DeadLetteredEvent_IsReplayedByKeyboardAlone()
    {
        var id = await DeadLetteredInvoiceAsync();
        await Page.GotoAsync(Dashboard + "#/events?state=DeadLettered");
        await Page.Keyboard.TypeAsync(Stack.Host.HostKey);
        await Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(Heading("Events")).ToBeFocusedAsync();

        var link = Link($"invoice {id} create");
        await Assertions.Expect(link).ToBeVisibleAsync();
        await TabToAsync(link);
        Assert.NotEqual("none", await link.EvaluateAsync<string>("element => getComputedStyle(element).outlineStyle"));
        await Page.Keyboard.PressAsync("Enter");

        await Assertions.Expect(Heading($"invoice {id} create")).ToBeFocusedAsync();
        await Assertions.Expect(Button("Replay…")).ToBeVisibleAsync();
        await TabToAsync(Button("Replay…"));
        await Page.Keyboard.PressAsync("Enter");
        await TabToAsync(Dialog("Replay this event?").GetByRole(AriaRole.Button, new() { Name = "Replay" }));
        await Page.Keyboard.PressAsync("Enter");

        await Assertions.Expect(Page.GetByRole(AriaRole.Status).First).ToHaveTextAsync("Replayed: Handled.");
        Assert.Equal(("Completed", "Handled"), await OnlyEventAsync());
    }

    [ChromiumFact]
    public async Task SkipLink_ComesFirst_AndLeadsToTheContent()
    {
        await OpenAsync();
        await Page.EvaluateAsync("document.activeElement.blur()");

        await TabToAsync(Link("Skip to the content"));
        await Page.Keyboard.PressAsync("Enter");

        await Assertions.Expect(Page.GetByRole(AriaRole.Main)).ToBeFocusedAsync();
    }
}
