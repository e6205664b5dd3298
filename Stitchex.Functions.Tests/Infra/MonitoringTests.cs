namespace Stitchex.Functions.Tests.Infra;

public sealed class MonitoringTests
{
    [BicepFact]
    public async Task Telemetry_IsTakenFromIdentitiesOnly()
    {
        var deployment = await PredictedDeployment.OrdinaryAsync();

        Assert.True(deployment.The("Microsoft.Insights/components").Flag("properties.DisableLocalAuth"));
        Assert.True(deployment.The("Microsoft.OperationalInsights/workspaces").Flag("properties.features.disableLocalAuth"));
    }

    [BicepFact]
    public async Task Telemetry_GoesToTheWorkspace()
    {
        var deployment = await PredictedDeployment.OrdinaryAsync();
        var workspace = deployment.The("Microsoft.OperationalInsights/workspaces");

        Assert.Equal(workspace.Id, deployment.The("Microsoft.Insights/components").Text("properties.WorkspaceResourceId"));
    }

    [BicepFact]
    public async Task App_SendsTelemetryAsItsIdentity()
    {
        var settings = (await PredictedDeployment.OrdinaryAsync()).The("Microsoft.Web/sites").AppSettings;

        Assert.EndsWith(".ConnectionString]", settings["APPLICATIONINSIGHTS_CONNECTION_STRING"], StringComparison.Ordinal);
        Assert.StartsWith(
            "[format('Authorization=AAD;ClientId={0}'", settings["APPLICATIONINSIGHTS_AUTHENTICATION_STRING"], StringComparison.Ordinal);
    }

    [BicepFact]
    public async Task Logs_AreKeptAsLongAsAskedFor_AndCappedByTheDay()
    {
        var ordinary = (await PredictedDeployment.OrdinaryAsync()).The("Microsoft.OperationalInsights/workspaces");
        var longer = await PredictedDeployment.PredictAsync(TestDeployment.WithPassword, "param logRetentionDays = 90\nparam logDailyCapGb = 5");
        var workspace = longer.The("Microsoft.OperationalInsights/workspaces");

        Assert.Equal("30", ordinary.Json("properties.retentionInDays"));
        Assert.Equal("1", ordinary.Json("properties.workspaceCapping.dailyQuotaGb"));
        Assert.Equal("90", workspace.Json("properties.retentionInDays"));
        Assert.Equal("5", workspace.Json("properties.workspaceCapping.dailyQuotaGb"));
    }
}
