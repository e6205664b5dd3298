namespace Stitchex.Functions.Tests.Infra;

/// <summary>What a change of the templates changes in Azure is read in the diff of infra/main.snapshot.json.</summary>
public sealed class CommittedSnapshotTests
{
    private const string UpdateVariable = "UPDATE_SNAPSHOT";

    [BicepFact]
    public async Task Templates_GiveTheCommittedSnapshot()
    {
        await UpdateIfAskedAsync();
        using var infra = new InfraCopy();

        var validated = await TestDeployment.SnapshotAsync("validate", infra["main.bicepparam"], TestDeployment.WithPassword);

        Assert.True(validated.ExitCode == 0, $"""
            {validated.Errors}{validated.Output}
            If this is what you meant, run this test with {UpdateVariable}=1 and commit infra/main.snapshot.json.
            """);
    }

    private static async Task UpdateIfAskedAsync()
    {
        if (Environment.GetEnvironmentVariable(UpdateVariable) is "1")
        {
            var parameters = Path.Combine(BicepCli.InfraFolder, "main.bicepparam");
            (await TestDeployment.SnapshotAsync("overwrite", parameters, TestDeployment.WithPassword)).MustBeSilent();
        }
    }
}
