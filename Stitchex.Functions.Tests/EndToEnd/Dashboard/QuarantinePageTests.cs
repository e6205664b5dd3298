using Microsoft.Playwright;

namespace Stitchex.Functions.Tests.EndToEnd.Dashboard;

/// <summary>What was quarantined, and what can be done with it.</summary>
public sealed class QuarantinePageTests(DashboardApp app) : DashboardTest(app)
{
    [ChromiumFact]
    public async Task RefusedBody_IsShown_AndRemoved()
    {
        await PostAsync("<script>window.pwned = true</script>");
        await OpenAsync();
        await Link("Look at them").ClickAsync();
        await Rows("Quarantine").GetByRole(AriaRole.Link).ClickAsync();

        await Assertions.Expect(Page.GetByRole(AriaRole.Group, new() { Name = "Contents of the quarantined item" })).ToHaveTextAsync("<script>window.pwned = true</script>");
        await Assertions.Expect(Button("Replay…")).ToHaveCountAsync(0);

        await Button("Remove…").ClickAsync();
        await Button("Remove").ClickAsync();
        await Assertions.Expect(Page.GetByText("Nothing is quarantined")).ToBeVisibleAsync();
        Assert.Empty(await EventIndex.QueryAsync<Azure.Data.Tables.TableEntity>("PartitionKey eq 'quarantine'").ToListAsync());
        Assert.True(await Page.EvaluateAsync<bool>("window.pwned === undefined"));
    }
}
