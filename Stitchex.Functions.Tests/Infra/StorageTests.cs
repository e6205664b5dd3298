using Stitchex.Functions.Configuration;

namespace Stitchex.Functions.Tests.Infra;

public sealed class StorageTests
{
    private const string Account = "Microsoft.Storage/storageAccounts";
    private const string Lock = "Microsoft.Authorization/locks";

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

    // A row for each message that the host deletes would cost more than the queue.
    [BicepFact]
    public async Task Deletions_AreLogged_OfTablesAndBlobs()
    {
        var deployment = await PredictedDeployment.OrdinaryAsync();
        var account = deployment.The(Account).Id;
        var logs = deployment.All("Microsoft.Insights/diagnosticSettings").Where(log => log.Id.StartsWith(account, StringComparison.Ordinal)).ToList();

        Assert.Equal(
            [$"{account}/blobServices/default", $"{account}/tableServices/default"],
            logs.Select(log => log.Id.Split("/providers/Microsoft.Insights/")[0]));
        Assert.All(logs, log =>
        {
            Assert.Equal(deployment.The("Microsoft.OperationalInsights/workspaces").Id, log.Text("properties.workspaceId"));
            Assert.Equal("""[{"category":"StorageDelete","enabled":true}]""", log.Json("properties.logs"));
        });
    }

    [BicepFact]
    public async Task Locks_AreThereOnlyWhenAskedFor_OnWhatCannotBeMadeAnew()
    {
        var locked = await PredictedDeployment.PredictAsync(TestDeployment.WithPassword, "param deleteLocks = true");

        Assert.Empty((await PredictedDeployment.OrdinaryAsync()).All(Lock));
        Assert.All(locked.All(Lock), found => Assert.Equal("CanNotDelete", found.Text("properties.level")));
        Assert.Equal(
            [locked.The(Account).Id, locked.The("Microsoft.KeyVault/vaults").Id],
            locked.All(Lock).Select(found => found.Id.Split($"/providers/{Lock}/")[0]));
    }
}
