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

    [BicepFact]
    public async Task Parameters_AreBuiltWithoutDiagnostics()
    {
        using var infra = new InfraCopy();

        var built = (await RunAsync("build-params", infra["main.bicepparam"], "--stdout")).MustBeSilent();

        Assert.Contains("9579", built.Output, StringComparison.Ordinal);
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
        BicepCli.RunAsync(TestDeployment.WithPassword, arguments);

    private static string ReadCommitted(string file) => File.ReadAllText(Path.Combine(BicepCli.InfraFolder, file));
}
