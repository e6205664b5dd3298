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
        ["c6a89b2d-59bc-44d0-9896-0f6e12d7b80a"] = "Storage Queue Data Message Sender",
        ["69a216fc-b8fb-44d8-bc22-1f3c2cd27a39"] = "Azure Service Bus Data Sender",
        ["d5a91429-5739-47e2-a06b-3470a27159e7"] = "EventGrid Data Sender",
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
    public async Task App_MaySendToDestinations_ThatAreNamed_AlsoInOtherGroups()
    {
        const string other = "/subscriptions/33333333-3333-3333-3333-333333333333/resourceGroups/other/providers";
        string[] resources =
        [
            $"{other}/Microsoft.Storage/storageAccounts/theirs/queueServices/default/queues/records",
            $"{other}/Microsoft.ServiceBus/namespaces/theirs",
            $"{other}/Microsoft.EventGrid/topics/theirs",
        ];
        var deployment = await PredictedDeployment.PredictParametersAsync($$"""
            param api = { OrganisationId: 9579, Email: 'receiver@example.com' }
            param destinationResources = [{{string.Join(", ", resources.Select(resource => $"'{resource}'"))}}]
            """);

        Assert.Equal(
            [("Storage Queue Data Message Sender", resources[0]), ("Azure Service Bus Data Sender", resources[1]), ("EventGrid Data Sender", resources[2])],
            deployment.All(AssignmentType).Select(assignment => (Role(assignment), Scope(assignment))).Where(role => role.Item2.StartsWith(other, StringComparison.Ordinal)));
    }

    [BicepFact]
    public async Task ResourceThatIsNoDestination_StopsTheDeployment()
    {
        using var infra = new InfraCopy();
        await File.WriteAllTextAsync(infra["test.bicepparam"], """
            using 'main.bicep'
            param api = { OrganisationId: 9579, Email: 'receiver@example.com' }
            param destinationResources = ['/subscriptions/33333333-3333-3333-3333-333333333333/resourceGroups/other/providers/Microsoft.KeyVault/vaults/theirs']
            """);

        var result = await TestDeployment.EvaluateAsync(infra["test.bicepparam"], TestDeployment.WithPassword);

        Assert.Contains("destinationResources takes ids of storage queues, Service Bus namespaces and Event Grid topics.", result.Errors, StringComparison.Ordinal);
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
