namespace Stitchex.Functions.Tests.Infra;

public sealed class BicepFilesTests
{
    private const string AllFiles = "*.bicep*";

    [BicepFact]
    public async Task Template_IsBuiltWithoutDiagnostics()
    {
        using var infra = new InfraCopy();

        (await RunAsync("build", infra["main.bicep"], "--stdout")).MustBeSilent();
    }

    [BicepTheory]
    [InlineData(TestDeployment.DefaultParameters)]
    [InlineData(TestDeployment.PrivateParameters)]
    [InlineData(TestDeployment.MinimalParameters)]
    public async Task Parameters_AreBuiltWithoutDiagnostics(string parameterFile)
    {
        using var infra = new InfraCopy();

        var built = (await RunAsync("build-params", infra[parameterFile], "--stdout")).MustBeSilent();

        Assert.Contains("9579", built.Output, StringComparison.Ordinal);
    }

    [BicepTheory]
    [InlineData(TestDeployment.DefaultParameters)]
    [InlineData(TestDeployment.PrivateParameters)]
    [InlineData(TestDeployment.MinimalParameters)]
    public async Task Parameters_AreLintedWithoutDiagnostics(string parameterFile)
    {
        using var infra = new InfraCopy();

        (await RunAsync("lint", infra[parameterFile])).MustBeSilent();
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
