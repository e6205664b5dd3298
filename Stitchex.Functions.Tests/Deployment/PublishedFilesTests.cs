using System.Text.Json.Nodes;
using System.Xml.Linq;
using Stitchex.Local.Hosting;

namespace Stitchex.Functions.Tests.Deployment;

/// <summary>What a publish takes along beside the app, which only the project file decides.</summary>
public sealed class PublishedFilesTests
{
    // The host writes a default one where it finds none, and our queue settings are gone.
    [Fact]
    public void HostJson_IsPublished() => Assert.Equal("PreserveNewest", CopyToPublishDirectory("../host.json"));

    [Fact]
    public void LocalSettings_StayHere() => Assert.Equal("Never", CopyToPublishDirectory("../local.settings.json"));

    // What a collector gets is tested with what is deployed.
    [Fact]
    public void Gate_TestsThePublishedApp() => Assert.Contains(
        "PUBLISHED_APP=\"$PWD/Stitchex.Functions/bin/Release/net10.0/linux-x64/publish\" dotnet test",
        File.ReadAllText(Path.Combine(RepositoryFiles.Root, ".ci", "run")),
        StringComparison.Ordinal);

    // Its list of assemblies is what a publish takes along.
    [Fact]
    public void App_CarriesNothingOfTheLocalHost()
    {
        var file = Path.Combine(new FunctionsHostOptions().AppFolder, "Stitchex.Functions.deps.json");
        var libraries = JsonNode.Parse(File.ReadAllText(file))!["libraries"]!.AsObject().Select(library => library.Key.Split('/')[0]).ToList();

        Assert.Contains("Microsoft.Azure.Functions.Worker", libraries);
        Assert.DoesNotContain(libraries, library =>
            library.StartsWith("Stitchex.Local", StringComparison.Ordinal)
            || library.StartsWith("Microsoft.Azure.WebJobs", StringComparison.Ordinal)
            || library.StartsWith("Grpc.AspNetCore", StringComparison.Ordinal)
            || library is "Grpc.Tools" or "NCrontab.Signed" or "Spectre.Console" or "System.CommandLine");
    }

    // Beside the app, where the runtime reads it.
    [Fact]
    public void IdleThreads_DoNotSpin()
    {
        var file = Path.Combine(new FunctionsHostOptions().AppFolder, "Stitchex.Functions.runtimeconfig.json");
        var properties = JsonNode.Parse(File.ReadAllText(file))!["runtimeOptions"]!["configProperties"]!;

        Assert.Equal(0, properties["System.Threading.ThreadPool.UnfairSemaphoreSpinLimit"]?.GetValue<int>());
    }

    private static string? CopyToPublishDirectory(string file) =>
        XDocument.Load(Path.Combine(RepositoryFiles.Root, "Stitchex.Functions", "Stitchex.Functions.csproj")).Descendants("None")
            .Single(item => (string?)item.Attribute("Include") == file)
            .Attribute("CopyToPublishDirectory")?.Value;
}
