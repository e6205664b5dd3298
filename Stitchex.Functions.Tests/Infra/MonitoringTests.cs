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
}
