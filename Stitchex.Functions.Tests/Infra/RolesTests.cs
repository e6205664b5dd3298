namespace Stitchex.Functions.Tests.Infra;

public sealed class RolesTests
{
    private const string AssignmentType = "Microsoft.Authorization/roleAssignments";

    private static readonly Dictionary<string, string> RoleNames = new()
    {
        ["b7e6dc6d-f1e8-4753-8033-0f276bb0955b"] = "Storage Blob Data Owner",
        ["974c5e8b-45b9-4653-ba55-5f855dd0fb88"] = "Storage Queue Data Contributor",
        ["0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3"] = "Storage Table Data Contributor",
        ["4633458b-17de-408a-b874-0445c86b69e6"] = "Key Vault Secrets User",
        ["3913510d-42f4-4e42-8a64-420c390055eb"] = "Monitoring Metrics Publisher",
    };

    [BicepTheory]
    [InlineData(TestDeployment.DefaultParameters)]
    [InlineData(TestDeployment.PrivateParameters)]
    public async Task App_MayDoThis_AndNothingElse(string parameterFile)
    {
        var deployment = await PredictedDeployment.OfAsync(parameterFile);
        var account = deployment.The("Microsoft.Storage/storageAccounts").Id;

        Assert.Equal(
            [
                ("Storage Blob Data Owner", account),
                ("Storage Queue Data Contributor", $"{account}/queueServices/default/queues/stitchex-events"),
                ("Storage Queue Data Contributor", $"{account}/queueServices/default/queues/stitchex-events-poison"),
                ("Storage Queue Data Contributor", $"{account}/queueServices/default/queues/stitchex-jobs"),
                ("Storage Queue Data Contributor", $"{account}/queueServices/default/queues/stitchex-jobs-poison"),
                ("Storage Table Data Contributor", $"{account}/tableServices/default/tables/StitchexEvents"),
                ("Storage Table Data Contributor", $"{account}/tableServices/default/tables/StitchexEventIndex"),
                ("Key Vault Secrets User", deployment.The("Microsoft.KeyVault/vaults").Id),
                ("Monitoring Metrics Publisher", deployment.The("Microsoft.Insights/components").Id),
            ],
            deployment.All(AssignmentType).Select(assignment => (Role(assignment), Scope(assignment))));
    }

    [BicepFact]
    public async Task EachRole_IsTheAppsIdentitys()
    {
        var deployment = await PredictedDeployment.OrdinaryAsync();
        var identity = deployment.The("Microsoft.ManagedIdentity/userAssignedIdentities").Id;

        Assert.All(deployment.All(AssignmentType), assignment =>
        {
            Assert.Equal($"[reference('{identity}', '2024-11-30').principalId]", assignment.Text("properties.principalId"));
            // Without it, Azure looks the new identity up in the directory, and may not find it there yet.
            Assert.Equal("ServicePrincipal", assignment.Text("properties.principalType"));
        });
    }

    // The old assignment of an identity that was deleted stays behind, and cannot be given to its successor: under the old name, a deployment fails.
    [BicepFact]
    public async Task EachRole_HasAnotherName_ForAnotherIdentityOfTheSameName()
    {
        var deployment = await PredictedDeployment.OrdinaryAsync();

        Assert.All(deployment.All(AssignmentType), assignment => Assert.Contains(
            $"reference('{deployment.The("Microsoft.ManagedIdentity/userAssignedIdentities").Id}', '2024-11-30').principalId", assignment.Text("name"), StringComparison.Ordinal));
    }

    private static string Role(PredictedResource assignment) => RoleNames[assignment.Text("properties.roleDefinitionId").Split('/')[^1]];

    // The id depends on the principal's, and so is an expression that begins with the scope: extensionResourceId('scope', …).
    private static string Scope(PredictedResource assignment) => assignment.Id.Split('\'')[1];
}
