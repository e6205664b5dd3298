namespace Stitchex.Functions.Tests.EndToEnd.Dashboard;

/// <summary>What a run without a Chromium shows in place of the tests that need one: one line that says what to install.</summary>
public sealed class MissingChromiumTests
{
    [MissingChromiumFact]
    public void DashboardInABrowser_IsTested()
    {
    }
}
