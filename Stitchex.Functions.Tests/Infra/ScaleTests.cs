namespace Stitchex.Functions.Tests.Infra;

public sealed class ScaleTests
{
    private const string Scale = "properties.functionAppConfig.scaleAndConcurrency";

    [BicepFact]
    public async Task Instances_WaitForNothing_UnlessPaidFor() =>
        Assert.Equal("[]", (await PredictedDeployment.OrdinaryAsync()).The("Microsoft.Web/sites").Json($"{Scale}.alwaysReady"));

    [BicepFact]
    public async Task AlwaysReadyInstances_WaitForWebhooks() => Assert.Equal(
        """[{"name":"http","instanceCount":2}]""",
        (await PredictedDeployment.PrivateAsync()).The("Microsoft.Web/sites").Json($"{Scale}.alwaysReady"));

    [BicepFact]
    public async Task InstancesAndMemory_AreTheDeploymentsChoice()
    {
        var deployment = await PredictedDeployment.PredictAsync(
            TestDeployment.WithPassword, "param maximumInstanceCount = 3\nparam instanceMemoryMB = 512");
        var site = deployment.The("Microsoft.Web/sites");

        Assert.Equal("3", site.Json($"{Scale}.maximumInstanceCount"));
        Assert.Equal("512", site.Json($"{Scale}.instanceMemoryMB"));
    }

    [BicepFact]
    public async Task SingleInstance_IsNeverTheOnlyOneReady() =>
        await AssertRejectedAsync("param alwaysReadyHttp = 1", "alwaysReadyHttp must be 0, or at least 2");

    [BicepTheory]
    [InlineData("", "150")]
    [InlineData("param requestsPerMinute = 1000\nparam maximumInstanceCount = 40", "25")]
    [InlineData("param requestsPerMinute = 100\nparam maximumInstanceCount = 3", "33")]
    [InlineData("param zoneRedundant = true", "100")]
    [InlineData("param zoneRedundant = true\nparam alwaysReadyHttp = 5", "100")]
    public async Task RequestsToTheApi_AreDividedByTheInstancesThatTheyComeFrom(string parameters, string each)
    {
        var site = (await PredictedDeployment.PredictAsync(TestDeployment.WithPassword, parameters)).The("Microsoft.Web/sites");

        Assert.Equal(each, site.AppSettings["Stitchex__Api__RequestsPerMinute"]);
    }

    [BicepTheory]
    [InlineData("param requestsPerMinute = 3")]
    [InlineData("param maximumInstanceCount = 601")]
    [InlineData("param requestsPerMinute = 5\nparam zoneRedundant = true")]
    public async Task RequestsToTheApi_ThatAreTooFewToDivide_StopTheDeployment(string parameters) =>
        await AssertRejectedAsync(parameters, "requestsPerMinute is what all instances have together");

    [BicepFact]
    public async Task RequestsToTheApi_OfOneInstance_AreNoMoreThanItsShare()
    {
        using var infra = new InfraCopy();
        await File.WriteAllTextAsync(infra["test.bicepparam"], "using 'main.bicep'\nparam api = { OrganisationId: 9579, Email: 'a@example.com', RequestsPerMinute: 151 }");

        var rejected = await TestDeployment.EvaluateAsync(infra["test.bicepparam"], TestDeployment.WithPassword);

        Assert.Contains("requestsPerMinute is what all instances have together", rejected.Errors, StringComparison.Ordinal);
    }

    [BicepTheory]
    [InlineData(TestDeployment.DefaultParameters, false)]
    [InlineData(TestDeployment.PrivateParameters, true)]
    public async Task Zones_AreUsedWhenAskedFor(string parameterFile, bool areUsed)
    {
        var deployment = await PredictedDeployment.OfAsync(parameterFile);

        Assert.Equal(areUsed, deployment.The("Microsoft.Web/serverfarms").Flag("properties.zoneRedundant"));
        Assert.Equal("Standard_ZRS", deployment.The("Microsoft.Storage/storageAccounts").Text("sku.name"));
    }

    [BicepFact]
    public async Task ZonesWithStorageInOnlyOne_StopTheDeployment() => await AssertRejectedAsync(
        "param zoneRedundant = true\nparam storageSku = 'Standard_LRS'", "zoneRedundant needs storageSku Standard_ZRS or Standard_GZRS");

    private static async Task AssertRejectedAsync(string parameters, string reason)
    {
        using var infra = new InfraCopy();
        await File.AppendAllTextAsync(infra[TestDeployment.DefaultParameters], parameters);

        var rejected = await TestDeployment.EvaluateAsync(infra[TestDeployment.DefaultParameters], TestDeployment.WithPassword);

        Assert.NotEqual(0, rejected.ExitCode);
        Assert.Contains(reason, rejected.Errors, StringComparison.Ordinal);
    }
}
