using Microsoft.Playwright;

namespace Stitchex.Functions.Tests.EndToEnd.Dashboard;

/// <summary>What was refused, and what can be done with it.</summary>
public sealed class RefusedTests(DashboardApp app) : DashboardTest(app)
{
    [ChromiumFact]
    public async Task RefusedBody_IsShown_AndRemoved()
    {
        await PostAsync("<script>window.pwned = true</script>");
        await OpenAsync();
        await Link("Look at them").ClickAsync();
        await Rows("Refused").GetByRole(AriaRole.Link).ClickAsync();

        await Assertions.Expect(Page.GetByRole(AriaRole.Group, new() { Name = "Contents of the refused item" })).ToHaveTextAsync("<script>window.pwned = true</script>");
        await Assertions.Expect(Button("Replay…")).ToHaveCountAsync(0);

        await Button("Remove…").ClickAsync();
        await Button("Remove").ClickAsync();
        await Assertions.Expect(Page.GetByText("Nothing was refused")).ToBeVisibleAsync();
        Assert.Empty(await EventLog.QueryAsync<Azure.Data.Tables.TableEntity>("PartitionKey eq 'refused'").ToListAsync());
        Assert.True(await Page.EvaluateAsync<bool>("window.pwned === undefined"));
    }
}
