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
    public async Task ZonesWithStorageInOnlyOne_StopTheDeployment()
    {
        using var infra = new InfraCopy();
        await File.AppendAllTextAsync(infra[TestDeployment.DefaultParameters], "param zoneRedundant = true\nparam storageSku = 'Standard_LRS'");

        var rejected = await TestDeployment.SnapshotAsync(
            "overwrite", infra[TestDeployment.DefaultParameters], TestDeployment.WithPassword);

        Assert.NotEqual(0, rejected.ExitCode);
        Assert.Contains("zoneRedundant needs storageSku Standard_ZRS or Standard_GZRS", rejected.Errors, StringComparison.Ordinal);
    }
}
