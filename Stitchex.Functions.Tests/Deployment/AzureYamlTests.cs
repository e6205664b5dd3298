using System.Management.Automation.Language;
using Stitchex.Functions.Tests.Storage;
using Stitchex.Local.Storage;

namespace Stitchex.Functions.Tests.Deployment;

public sealed class AzureYamlTests
{
    [Fact]
    public void Paths_Exist()
    {
        var yaml = YamlFile.Read("azure.yaml");
        var infra = Path.Combine(RepositoryFiles.Root, yaml.Text("infra", "path"));
        var project = Path.Combine(RepositoryFiles.Root, yaml.Text("services", "functions", "project"));

        Assert.True(File.Exists(Path.Combine(infra, $"{yaml.Text("infra", "module")}.bicep")));
        Assert.True(File.Exists(Path.Combine(infra, $"{yaml.Text("infra", "module")}.bicepparam")));
        Assert.Single(Directory.EnumerateFiles(project, "*.csproj"));
    }

    [Fact]
    public void Service_IsAFunctionAppInDotNet()
    {
        var functions = YamlFile.Read("azure.yaml").At("services", "functions");

        Assert.Equal(("dotnet", "function"), (functions.Text("language"), functions.Text("host")));
    }

    // What azd is told, the password among it, is kept there in plain text.
    [Fact]
    public void ItsOwnFiles_AreNotCommitted() =>
        Assert.Contains(".azure/", File.ReadAllLines(Path.Combine(RepositoryFiles.Root, ".gitignore")));

    // azd does not take the file's name from its environment, so that a deployment could be made with another than was chosen.
    [UnixTheory]
    [InlineData("main", "main", 0)]
    [InlineData("private", "private", 0)]
    [InlineData("main", "private", 1)]
    [InlineData("main", "", 1)]
    [InlineData("main", null, 1)]
    public async Task Provisioning_StopsWhereOtherParametersWereChosen(string module, string? parameters, int exitCode)
    {
        using var folder = new TemporaryFolder();
        var yaml = await File.ReadAllTextAsync(Path.Combine(RepositoryFiles.Root, "azure.yaml"));
        await File.WriteAllTextAsync(folder["azure.yaml"], yaml.Replace("  module: main\n", $"  module: {module}\n", StringComparison.Ordinal));
        var hook = YamlFile.Read("azure.yaml").At("hooks", "preprovision", "posix");
        var set = parameters is null ? "unset STITCHEX_PARAMETERS" : $"export STITCHEX_PARAMETERS='{parameters}'";

        var result = await CommandLine.RunAsync(hook.Text("shell"), ["-c", $"{set}\n{hook.Text("run")}"], folder.Path, CancellationToken.None);

        Assert.Equal(exitCode, result.ExitCode);
    }

    [Fact]
    public void PowerShell_ReadsItsHook()
    {
        var hook = YamlFile.Read("azure.yaml").At("hooks", "preprovision", "windows");

        Parser.ParseInput(hook.Text("run"), out _, out var errors);

        Assert.Equal(("pwsh", 0), (hook.Text("shell"), errors.Length));
    }
}
