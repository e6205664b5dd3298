using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Stitchex.Local.Storage;

namespace Stitchex.Functions.Tests.Deployment;

/// <summary>What a restore makes of packages, by the repository's own rules, with a feed that holds a few packages of this machine's cache.</summary>
public sealed class RestoreTests : IAsyncLifetime, IDisposable
{
    private static readonly string PackagesFolder =
        typeof(RestoreTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "PackagesFolder").Value!;

    private readonly TemporaryFolder _folder = new();
    private WebApplication _audit = null!;

    public async Task InitializeAsync()
    {
        _audit = await StartAuditSourceAsync();
        Directory.CreateDirectory(_folder["feed"]);
        foreach (var package in new[] { "diffplex", "microsoft.codeanalysis.bannedapianalyzers" })
        {
            foreach (var file in Directory.EnumerateFiles(Path.Combine(PackagesFolder, package), "*.nupkg", SearchOption.AllDirectories))
            {
                File.Copy(file, _folder[$"feed/{Path.GetFileName(file)}"]);
            }
        }

        foreach (var file in new[] { "Directory.Build.props", "Directory.Packages.props" })
        {
            File.Copy(Path.Combine(RepositoryFiles.Root, file), _folder[file]);
        }

        await File.WriteAllTextAsync(_folder["nuget.config"], $"""
            <configuration>
              <packageSources><clear /><add key="feed" value="feed" /></packageSources>
              <auditSources><clear /><add key="audit" value="{_audit.Urls.Single()}/v3/index.json" allowInsecureConnections="true" /></auditSources>
            </configuration>
            """);
    }

    public async Task DisposeAsync() => await _audit.DisposeAsync();

    public void Dispose() => _folder.Dispose();

    // A feed that lacks a version gives the next one, which nobody here has tested.
    [Theory]
    [InlineData("Stitchex.Handlers", "TreatWarningsAsErrors=false", false)]
    [InlineData("Stitchex.Handlers", "TreatWarningsAsErrors=true", false)]
    [InlineData("WorkerExtensions", "TreatWarningsAsErrors=true", true)]
    public async Task OtherVersion_ThanWasAskedFor_IsAnError_ButForTheWorkerSdksOwnProject(string project, string property, bool isRestored)
    {
        var (exitCode, output) = await RestoreAsync(project, "VersionOverride=\"1.8.99\"", $"-p:{property}");

        Assert.Contains("NU160", output, StringComparison.Ordinal);
        Assert.Equal(isRestored, exitCode == 0);
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("-p:NuGetAuditMode=all -p:NuGetAuditLevel=low -p:AuditFails=true", false)]
    public async Task KnownVulnerability_FailsTheAudit_AndNoOrdinaryRestore(string properties, bool isRestored)
    {
        var workflow = YamlFile.Read(".github/workflows/audit.yml").At("jobs", "audit").AllOf("run").First();

        var (exitCode, output) = await RestoreAsync("Stitchex.Handlers", "", properties.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.Contains("NU1901", output, StringComparison.Ordinal);
        Assert.Equal(isRestored, exitCode == 0);
        Assert.EndsWith(properties, workflow, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ChangedListOfPackages_ChangesTheLockFile_ButNotInTheGate()
    {
        await RestoreAsync("Stitchex.Handlers", "");
        await WriteProjectAsync("Stitchex.Handlers", "PrivateAssets=\"all\"");
        var before = await File.ReadAllTextAsync(_folder["Stitchex.Handlers/packages.lock.json"]);

        var gate = await RestoreAsync("Stitchex.Handlers", "VersionOverride=\"[1.9.0]\"", "-p:RestoreLockedMode=true");
        var unchanged = await File.ReadAllTextAsync(_folder["Stitchex.Handlers/packages.lock.json"]);
        var ordinary = await RestoreAsync("Stitchex.Handlers", "VersionOverride=\"[1.9.0]\"");

        Assert.NotEqual(0, gate.ExitCode);
        Assert.Contains("NU1004", gate.Output, StringComparison.Ordinal);
        Assert.Equal(before, unchanged);
        Assert.Equal(0, ordinary.ExitCode);
        Assert.Contains("[1.9.0, 1.9.0]", await File.ReadAllTextAsync(_folder["Stitchex.Handlers/packages.lock.json"]), StringComparison.Ordinal);
    }

    private async Task<(int ExitCode, string Output)> RestoreAsync(string project, string attributes, params string[] properties)
    {
        await WriteProjectAsync(project, attributes);
        string[] here = [$"-p:RestorePackagesPath={_folder["packages"]}", "-p:RestoreLockedMode=false"];
        var result = await CommandLine.RunAsync(
            "dotnet", ["restore", _folder[project], "--force", .. here, .. properties], _folder.Path, CancellationToken.None);
        return (result.ExitCode, result.Output + result.Error);
    }

    private async Task WriteProjectAsync(string project, string attributes)
    {
        Directory.CreateDirectory(_folder[project]);
        await File.WriteAllTextAsync(
            _folder[$"{project}/{project}.csproj"],
            $"<Project Sdk=\"Microsoft.NET.Sdk\"><ItemGroup><PackageReference Include=\"DiffPlex\" {attributes} /></ItemGroup></Project>");
    }

    // A source of known vulnerabilities by NuGet's protocol: an index, which leads to a list, which leads to pages.
    private static async Task<WebApplication> StartAuditSourceAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var source = builder.Build();
        source.MapGet("/v3/index.json", (HttpRequest request) => Results.Text(
            $$"""{"version":"3.0.0","resources":[{"@id":"http://{{request.Host}}/list.json","@type":"VulnerabilityInfo/6.7.0"}]}"""));
        source.MapGet("/list.json", (HttpRequest request) => Results.Text(
            $$"""[{"@name":"base","@id":"http://{{request.Host}}/page.json","@updated":"2026-01-01T00:00:00Z"}]"""));
        source.MapGet("/page.json", () => Results.Text(
            """{"diffplex":[{"url":"https://example.com/advisory","severity":0,"versions":"[1.0.0, 2.0.0)"}]}"""));
        await source.StartAsync();
        return source;
    }
}
