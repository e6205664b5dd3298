using Stitchex.Functions.Configuration;

namespace Stitchex.Functions.Tests.Infra;

public sealed class StorageTests
{
    private const string Account = "Microsoft.Storage/storageAccounts";

    [BicepFact]
    public async Task Account_IsOpenedByIdentitiesOnly()
    {
        var account = (await PredictedDeployment.OrdinaryAsync()).The(Account);

        Assert.False(account.Flag("properties.allowSharedKeyAccess"));
        Assert.False(account.Flag("properties.allowBlobPublicAccess"));
        Assert.False(account.Flag("properties.allowCrossTenantReplication"));
        Assert.True(account.Flag("properties.defaultToOAuthAuthentication"));
    }

    [BicepFact]
    public async Task Account_IsReachedByModernTlsOnly()
    {
        var account = (await PredictedDeployment.OrdinaryAsync()).The(Account);

        Assert.True(account.Flag("properties.supportsHttpsTrafficOnly"));
        Assert.Equal("TLS1_2", account.Text("properties.minimumTlsVersion"));
    }

    [BicepTheory]
    [InlineData("tableServices/tables", StorageNames.EventsTable, StorageNames.IndexTable)]
    [InlineData("queueServices/queues", StorageNames.EventsQueue, StorageNames.PoisonQueue, StorageNames.JobsQueue, StorageNames.JobsPoisonQueue)]
    [InlineData("blobServices/containers", StorageNames.RecordsContainer, "deployment-package")]
    public async Task Storage_HoldsWhatTheAppFindsThere_AndNothingElse(string type, params string[] names)
    {
        var deployment = await PredictedDeployment.OrdinaryAsync();

        Assert.Equal(names, deployment.All($"{Account}/{type}").Select(resource => resource.Name));
    }
}
