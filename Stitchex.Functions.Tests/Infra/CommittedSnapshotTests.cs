using System.Text.Json.Nodes;

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
        var snapshotFile = Path.Combine(BicepCli.InfraFolder, Path.ChangeExtension(parameterFile, "snapshot.json"));
        using var infra = new InfraCopy();
        var snapshot = (await TestDeployment.EvaluateAsync(infra[parameterFile], TestDeployment.EnvironmentOf(parameterFile))).MustBeSilent();
        if (Environment.GetEnvironmentVariable(UpdateVariable) is "1")
        {
            await File.WriteAllTextAsync(snapshotFile, snapshot.Output);
        }

        // The order of the properties is another one in each process.
        Assert.True(
            JsonNode.DeepEquals(JsonNode.Parse(await File.ReadAllTextAsync(snapshotFile)), JsonNode.Parse(snapshot.Output)),
            $"{parameterFile} gives another snapshot than the committed one. Run this test with {UpdateVariable}=1 and read the diff.");
    }
}
