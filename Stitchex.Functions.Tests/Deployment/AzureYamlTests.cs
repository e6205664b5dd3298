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
}
