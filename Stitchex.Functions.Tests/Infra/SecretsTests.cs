namespace Stitchex.Functions.Tests.Infra;

public sealed class SecretsTests
{
    private const string Secret = "Microsoft.KeyVault/vaults/secrets";

    private static readonly Lazy<Task<PredictedDeployment>> WithAccessToken =
        new(() => PredictedDeployment.PredictAsync(TestDeployment.WithAccessToken));

    [BicepFact]
    public async Task Vault_IsOpenedByRoles_AndCannotBePurged()
    {
        var vault = (await PredictedDeployment.OrdinaryAsync()).The("Microsoft.KeyVault/vaults");

        Assert.True(vault.Flag("properties.enableRbacAuthorization"));
        Assert.True(vault.Flag("properties.enablePurgeProtection"));
    }

    [BicepFact]
    public async Task Vault_LogsWhoReadsItsSecrets()
    {
        var deployment = await PredictedDeployment.OrdinaryAsync();
        var log = deployment.All("Microsoft.Insights/diagnosticSettings").Single(log => log.Id.StartsWith($"{deployment.The("Microsoft.KeyVault/vaults").Id}/", StringComparison.Ordinal));

        Assert.Equal(deployment.The("Microsoft.OperationalInsights/workspaces").Id, log.Text("properties.workspaceId"));
        Assert.Equal("""[{"category":"AuditEvent","enabled":true}]""", log.Json("properties.logs"));
    }

    [BicepFact]
    public async Task Password_ReachesTheAppAsVaultReference()
    {
        var deployment = await PredictedDeployment.OrdinaryAsync();
        var vault = deployment.The("Microsoft.KeyVault/vaults").Name;

        Assert.Equal("stitchex-password", deployment.The(Secret).Name);
        Assert.Equal(
            new Dictionary<string, string>
            {
                ["Stitchex__Api__Email"] = "receiver@example.com",
                ["Stitchex__Api__OrganisationId"] = "9579",
                ["Stitchex__Api__Password"] = $"@Microsoft.KeyVault(VaultName={vault};SecretName=stitchex-password)",
                ["Stitchex__Api__RequestsPerMinute"] = "150",
            },
            ApiSettings(deployment));
    }

    [BicepFact]
    public async Task AccessToken_ReachesTheAppAsVaultReference()
    {
        var deployment = await WithAccessToken.Value;
        var vault = deployment.The("Microsoft.KeyVault/vaults").Name;

        Assert.Equal("stitchex-access-token", deployment.The(Secret).Name);
        Assert.Equal(
            new Dictionary<string, string>
            {
                ["Stitchex__Api__AccessToken"] = $"@Microsoft.KeyVault(VaultName={vault};SecretName=stitchex-access-token)",
                ["Stitchex__Api__OrganisationId"] = "9579",
                ["Stitchex__Api__RequestsPerMinute"] = "150",
            },
            ApiSettings(deployment));
    }

    [BicepFact]
    public async Task Password_IsSeenByNothingButTheVault() =>
        AssertOnlyTheSecretSees("password", TestDeployment.Password, await PredictedDeployment.OrdinaryAsync());

    [BicepFact]
    public async Task AccessToken_IsSeenByNothingButTheVault() =>
        AssertOnlyTheSecretSees("accessToken", TestDeployment.AccessToken, await WithAccessToken.Value);

    [BicepFact]
    public async Task SecretLeftOut_StaysAsItIsInTheVault()
    {
        var deployment = await PredictedDeployment.OrdinaryAsync();

        Assert.Equal("[not(empty(parameters('password')))]", deployment.The(Secret).Text("condition"));
    }

    [BicepFact]
    public async Task PasswordWithoutEmail_StopsTheDeployment()
    {
        using var infra = new InfraCopy();

        var rejected = await TestDeployment.EvaluateAsync(infra["main.bicepparam"], TestDeployment.Incomplete);

        Assert.NotEqual(0, rejected.ExitCode);
        Assert.Contains("signInWith=password needs api.Email", rejected.Errors, StringComparison.Ordinal);
    }

    // The CLI leaves secure parameters unevaluated: where their value would stand, it writes their name.
    private static void AssertOnlyTheSecretSees(string parameter, string value, PredictedDeployment deployment)
    {
        var reference = $"parameters('{parameter}')";

        Assert.Equal($"[{reference}]", deployment.The(Secret).Text("properties.value"));
        Assert.Equal(Secret, Assert.Single(deployment.Resources, resource => resource.Mentions(reference)).Type);
        Assert.DoesNotContain(reference, deployment.Outputs, StringComparison.Ordinal);
        Assert.DoesNotContain(value, deployment.ToString(), StringComparison.Ordinal);
    }

    private static Dictionary<string, string> ApiSettings(PredictedDeployment deployment) =>
        deployment.The("Microsoft.Web/sites").AppSettings
            .Where(setting => setting.Key.StartsWith("Stitchex__Api__", StringComparison.Ordinal))
            .ToDictionary();
}
