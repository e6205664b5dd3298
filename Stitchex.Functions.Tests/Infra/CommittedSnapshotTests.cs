namespace Stitchex.Functions.Tests.Infra;

/// <summary>What a change of the templates changes in Azure is read in the diff of infra/*.snapshot.json.</summary>
public sealed class CommittedSnapshotTests
{
    private const string UpdateVariable = "UPDATE_SNAPSHOT";

    [BicepTheory]
    [InlineData(TestDeployment.DefaultParameters)]
    [InlineData(TestDeployment.PrivateParameters)]
    [InlineData(TestDeployment.MinimalParameters)]
    public async Task Templates_GiveTheCommittedSnapshot(string parameterFile)
    {
        var environment = TestDeployment.EnvironmentOf(parameterFile);
        await UpdateIfAskedAsync(parameterFile, environment);
        using var infra = new InfraCopy();

        var validated = await TestDeployment.SnapshotAsync("validate", infra[parameterFile], environment);

        Assert.True(validated.ExitCode == 0, $"""
            {validated.Errors}{validated.Output}
            If this is what you meant, run this test with {UpdateVariable}=1 and commit infra/*.snapshot.json.
            """);
    }

    private static async Task UpdateIfAskedAsync(string parameterFile, IReadOnlyDictionary<string, string> environment)
    {
        if (Environment.GetEnvironmentVariable(UpdateVariable) is "1")
        {
            var parameters = Path.Combine(BicepCli.InfraFolder, parameterFile);
            (await TestDeployment.SnapshotAsync("overwrite", parameters, environment)).MustBeSilent();
        }
    }
}
