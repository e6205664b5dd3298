namespace Stitchex.Functions.Tests.Infra;

public sealed class BicepFilesTests
{
    private const string AllFiles = "*.bicep*";

    [BicepFact]
    public async Task Parameters_AreBuiltWithoutDiagnostics_EachWithItsTemplate()
    {
        using var infra = new InfraCopy();

        (await RunAsync("build-params", "--pattern", infra["*.bicepparam"])).MustBeSilent();

        Assert.All(
            [TestDeployment.DefaultParameters, TestDeployment.PrivateParameters, TestDeployment.MinimalParameters],
            file => Assert.Contains("9579", File.ReadAllText(infra[Path.ChangeExtension(file, "json")]), StringComparison.Ordinal));
    }

    [BicepFact]
    public async Task Files_AreLintedWithoutDiagnostics()
    {
        using var infra = new InfraCopy();

        (await RunAsync("lint", "--pattern", infra[AllFiles])).MustBeSilent();
    }

    [BicepFact]
    public async Task Files_AreFormatted()
    {
        using var infra = new InfraCopy();

        (await RunAsync("format", "--pattern", infra[AllFiles])).MustBeSilent();

        Assert.All(infra.Files, file => Assert.Equal(ReadCommitted(file), File.ReadAllText(infra[file])));
    }

    private static Task<BicepResult> RunAsync(params IEnumerable<string> arguments) =>
        BicepCli.RunAsync(TestDeployment.WithPrivateNetwork, arguments);

    private static string ReadCommitted(string file) => File.ReadAllText(Path.Combine(BicepCli.InfraFolder, file));
}
