namespace Stitchex.Functions.Tests.Infra;

public sealed class FrontDoorTests
{
    private const string Profile = "Microsoft.Cdn/profiles";
    private const string Site = "Microsoft.Web/sites";

    private static readonly Lazy<Task<PredictedDeployment>> Behind =
        new(() => PredictedDeployment.PredictAsync(TestDeployment.WithPassword, "param frontDoor = true"));

    [BicepFact]
    public async Task FrontDoor_IsThereOnlyWhenAskedFor() => Assert.DoesNotContain(
        (await PredictedDeployment.PrivateAsync()).Resources, resource => resource.Type.StartsWith(Profile, StringComparison.Ordinal));

    // The tag is that of all customers' profiles; only the header tells ours.
    [BicepFact]
    public async Task App_IsReachedThroughThisProfileAlone()
    {
        var deployment = await Behind.Value;
        var site = deployment.The(Site);

        Assert.Equal("Deny", site.Text("properties.siteConfig.ipSecurityRestrictionsDefaultAction"));
        Assert.Equal($"[{site.Json("properties.siteConfig.ipSecurityRestrictions.0")}]", site.Json("properties.siteConfig.ipSecurityRestrictions"));
        Assert.Equal("ServiceTag", site.Text("properties.siteConfig.ipSecurityRestrictions.0.tag"));
        Assert.Equal("AzureFrontDoor.Backend", site.Text("properties.siteConfig.ipSecurityRestrictions.0.ipAddress"));
        Assert.Equal(
            $"[reference('{deployment.The(Profile).Id}', '2025-06-01').frontDoorId]",
            site.Text("properties.siteConfig.ipSecurityRestrictions.0.headers.x-azure-fdid.0"));
    }

    [BicepFact]
    public async Task Route_LeadsToTheApp_AndCachesNothing()
    {
        var deployment = await Behind.Value;
        var route = deployment.The($"{Profile}/afdEndpoints/routes");

        Assert.Equal(deployment.The($"{Profile}/originGroups").Id, route.Text("properties.originGroup.id"));
        Assert.False(route.Has("properties.cacheConfiguration"));
        Assert.Equal("HttpsOnly", route.Text("properties.forwardingProtocol"));
        Assert.Contains(".outputs.hostName", deployment.The($"{Profile}/originGroups/origins").Text("properties.hostName"), StringComparison.Ordinal);
    }

    [BicepFact]
    public async Task Urls_AreFrontDoors() => Assert.Contains("'frontDoorRoute-", (await Behind.Value).Output("webhookUrl"), StringComparison.Ordinal);

    [BicepFact]
    public async Task CallersByAddress_DoNotGoWithIt()
    {
        using var infra = new InfraCopy();
        await File.AppendAllTextAsync(infra[TestDeployment.PrivateParameters], "param frontDoor = true");

        var rejected = await TestDeployment.EvaluateAsync(infra[TestDeployment.PrivateParameters], TestDeployment.WithPrivateNetwork);

        Assert.NotEqual(0, rejected.ExitCode);
        Assert.Contains("frontDoor does not go with allowedIpRanges", rejected.Errors, StringComparison.Ordinal);
    }
}
