namespace Stitchex.Functions.Tests.Infra;

public sealed class NetworkTests
{
    private const string Network = "Microsoft.Network/virtualNetworks";
    private const string Endpoint = "Microsoft.Network/privateEndpoints";
    private const string Site = "Microsoft.Web/sites";

    [BicepFact]
    public async Task Network_IsThereOnlyWhenAskedFor()
    {
        var deployment = await PredictedDeployment.OrdinaryAsync();

        Assert.DoesNotContain(deployment.Resources, resource => resource.Type.StartsWith("Microsoft.Network/", StringComparison.Ordinal));
        Assert.Equal("Enabled", deployment.The("Microsoft.Storage/storageAccounts").Text("properties.publicNetworkAccess"));
    }

    [BicepTheory]
    [InlineData("Microsoft.Storage/storageAccounts")]
    [InlineData("Microsoft.KeyVault/vaults")]
    public async Task PrivateNetwork_ClosesStorageAndVault(string type)
    {
        var resource = (await PredictedDeployment.PrivateAsync()).The(type);

        Assert.Equal("Disabled", resource.Text("properties.publicNetworkAccess"));
    }

    [BicepFact]
    public async Task EachServiceThatTheAppUses_HasAnEndpointInTheNetwork()
    {
        var deployment = await PredictedDeployment.PrivateAsync();
        var account = deployment.The("Microsoft.Storage/storageAccounts").Id;
        var subnet = $"{deployment.The(Network).Id}/subnets/endpoints";

        Assert.Equal(
            [("blob", account), ("queue", account), ("table", account), ("vault", deployment.The("Microsoft.KeyVault/vaults").Id)],
            deployment.All(Endpoint).Select(endpoint => (Connection(endpoint, "groupIds.0"), Connection(endpoint, "privateLinkServiceId"))));
        Assert.All(deployment.All(Endpoint), endpoint => Assert.Equal(subnet, endpoint.Text("properties.subnet.id")));
    }

    // Without its zone, a service's name still leads to its public address, which is closed.
    [BicepTheory]
    [InlineData("blob", "format('privatelink.blob.{0}', environment().suffixes.storage)")]
    [InlineData("queue", "format('privatelink.queue.{0}', environment().suffixes.storage)")]
    [InlineData("table", "format('privatelink.table.{0}', environment().suffixes.storage)")]
    [InlineData("vault", "format('privatelink{0}', replace(environment().suffixes.keyvaultDns, '.vault.', '.vaultcore.'))")]
    public async Task EachEndpoint_IsFoundByItsName(string group, string zone)
    {
        var deployment = await PredictedDeployment.PrivateAsync();
        var network = deployment.The(Network);

        Assert.Single(deployment.All("Microsoft.Network/privateDnsZones"), resource => resource.Mentions($"\"[{zone}]\""));
        Assert.Single(
            deployment.All("Microsoft.Network/privateDnsZones/virtualNetworkLinks"),
            link => link.Mentions(zone) && link.Text("properties.virtualNetwork.id") == network.Id);
        Assert.Single(
            deployment.All($"{Endpoint}/privateDnsZoneGroups"),
            zones => zones.Id.Contains($"-{group}/", StringComparison.Ordinal) && zones.Mentions(zone));
    }

    [BicepFact]
    public async Task App_CallsOutThroughItsOwnSubnet()
    {
        var deployment = await PredictedDeployment.PrivateAsync();
        var network = deployment.The(Network);

        Assert.Equal($"{network.Id}/subnets/functions", deployment.The(Site).Text("properties.virtualNetworkSubnetId"));
        Assert.Equal("functions", network.Text("properties.subnets.0.name"));
        Assert.Equal("10.80.0.0/26", network.Text("properties.subnets.0.properties.addressPrefix"));
        Assert.Equal("10.80.0.64/26", network.Text("properties.subnets.1.properties.addressPrefix"));
        Assert.Equal("Microsoft.App/environments", network.Text("properties.subnets.0.properties.delegations.0.properties.serviceName"));
    }

    [BicepFact]
    public async Task Callers_AreLetInByTheirAddress_WhereOneIsGiven()
    {
        var site = (await PredictedDeployment.PrivateAsync()).The(Site);

        Assert.Equal(
            """[{"name":"allowed-0","action":"Allow","priority":100,"ipAddress":"192.0.2.0/24"},{"name":"allowed-1","action":"Allow","priority":101,"ipAddress":"198.51.100.7/32"}]""",
            site.Json("properties.siteConfig.ipSecurityRestrictions"));
        Assert.Equal("Deny", site.Text("properties.siteConfig.ipSecurityRestrictionsDefaultAction"));
    }

    [BicepFact]
    public async Task Publishers_AreLetInByTheirOwnAddresses()
    {
        var site = (await PredictedDeployment.PrivateAsync()).The(Site);

        Assert.Equal(
            """[{"name":"allowed-0","action":"Allow","priority":100,"ipAddress":"203.0.113.0/24"}]""",
            site.Json("properties.siteConfig.scmIpSecurityRestrictions"));
        Assert.Equal("Deny", site.Text("properties.siteConfig.scmIpSecurityRestrictionsDefaultAction"));
        Assert.False(site.Flag("properties.siteConfig.scmIpSecurityRestrictionsUseMain"));
    }

    [BicepFact]
    public async Task AddressesThatAreLeftEmpty_StopTheDeployment_RatherThanLetEverybodyIn()
    {
        using var infra = new InfraCopy();

        var rejected = await TestDeployment.EvaluateAsync(infra[TestDeployment.PrivateParameters], TestDeployment.Incomplete);

        Assert.NotEqual(0, rejected.ExitCode);
        Assert.Contains("STITCHEX_ALLOWED_IP_RANGES is empty", rejected.Errors, StringComparison.Ordinal);
        Assert.Contains("STITCHEX_PUBLISHING_IP_RANGES is empty", rejected.Errors, StringComparison.Ordinal);
    }

    [BicepFact]
    public async Task Callers_AreLetInFromAnywhere_WhereNoAddressIsGiven()
    {
        var site = (await PredictedDeployment.OrdinaryAsync()).The(Site);

        Assert.Equal("Allow", site.Text("properties.siteConfig.ipSecurityRestrictionsDefaultAction"));
        Assert.Equal("Allow", site.Text("properties.siteConfig.scmIpSecurityRestrictionsDefaultAction"));
    }

    private static string Connection(PredictedResource endpoint, string path) =>
        endpoint.Text($"properties.privateLinkServiceConnections.0.properties.{path}");
}
