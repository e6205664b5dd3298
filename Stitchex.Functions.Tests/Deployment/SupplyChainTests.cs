using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using YamlDotNet.RepresentationModel;

namespace Stitchex.Functions.Tests.Deployment;

public sealed partial class SupplyChainTests
{
    private static readonly string[] NpmProjects = ["Stitchex.Local", "Stitchex.Functions.Tests"];

    private static IEnumerable<string> Projects => XDocument.Load(Path.Combine(RepositoryFiles.Root, "Stitchex.slnx")).Descendants("Project")
        .Select(project => project.Attribute("Path")!.Value);

    // Where packages come from is each machine's own affair; that they are the same is said by their hashes.
    [Fact]
    public void EachProject_HasItsPackagesLocked_WithHashes() => Assert.All(Projects, project =>
    {
        using var lockFile = ReadJson(Path.GetDirectoryName(project)!, "packages.lock.json");
        var packages = lockFile.RootElement.GetProperty("dependencies").EnumerateObject()
            .SelectMany(framework => framework.Value.EnumerateObject())
            .Where(package => package.Value.GetProperty("type").GetString() != "Project")
            .ToList();

        Assert.NotEmpty(packages);
        Assert.All(packages, package => Assert.NotEmpty(package.Value.GetProperty("contentHash").GetString()!));
    });

    [Fact]
    public void EachNpmProject_HasItsPackagesLocked_WithHashes_AndWithoutARegistry() => Assert.All(NpmFolders(), folder =>
    {
        using var lockFile = ReadJson(folder, "package-lock.json");

        // The first is the project itself.
        var packages = lockFile.RootElement.GetProperty("packages").EnumerateObject().Skip(1).ToList();

        Assert.NotEmpty(packages);
        Assert.All(packages, package =>
        {
            Assert.StartsWith("sha512-", package.Value.GetProperty("integrity").GetString(), StringComparison.Ordinal);
            Assert.False(package.Value.TryGetProperty("resolved", out _), package.Name);
        });
    });

    [Fact]
    public void App_IsLockedForWhatAzureRuns() => Assert.Contains(
        "\"net10.0/linux-x64\": {", File.ReadAllText(Path.Combine(RepositoryFiles.Root, "Stitchex.Functions", "packages.lock.json")), StringComparison.Ordinal);

    [Fact]
    public void Gate_RestoresOnlyWhatIsLocked() =>
        Assert.Contains("export RestoreLockedMode=true", File.ReadAllLines(Path.Combine(RepositoryFiles.Root, ".ci", "run")));

    [Fact]
    public void Audit_IsMadeEachWeek_AndFails()
    {
        var audit = YamlFile.Read(".github/workflows/audit.yml");
        var steps = string.Join('\n', audit.At("jobs", "audit").AllOf("run"));

        Assert.Matches(@"^\d+ \d+ \* \* \d$", Assert.Single(audit.At("on", "schedule").AllOf("cron")));
        Assert.Contains("-p:AuditFails=true", steps, StringComparison.Ordinal);
        Assert.All(NpmFolders(), folder => Assert.Contains($"npm audit --package-lock-only --prefix {folder}", steps, StringComparison.Ordinal));
        Assert.All(audit.AllOf("uses"), action => Assert.Matches(PinnedAction(), action));
    }

    [Fact]
    public void Dependabot_LooksAfterAllThatIsPinned()
    {
        var updates = YamlFile.Read(".github/dependabot.yml").At("updates");
        var npm = updates.AllNodes.OfType<YamlMappingNode>().Single(update => update.Children.TryGetValue("package-ecosystem", out var name) && $"{name}" == "npm");

        Assert.Equal(["nuget", "npm", "github-actions"], updates.AllOf("package-ecosystem"));
        Assert.Equal(NpmFolders().Select(folder => $"/{folder}").Order(), Assert.IsType<YamlSequenceNode>(npm["directories"]).Select(folder => $"{folder}").Order());
    }

    private static JsonDocument ReadJson(string folder, string file) =>
        JsonDocument.Parse(File.ReadAllBytes(Path.Combine(RepositoryFiles.Root, folder, file)));

    private static IEnumerable<string> NpmFolders() =>
        from folder in NpmProjects
        from file in RepositoryFiles.Below(folder)
        where Path.GetFileName(file) == "package-lock.json" && !file.Contains("node_modules", StringComparison.Ordinal)
        select $"{folder}/{file[..^"/package-lock.json".Length]}";

    [GeneratedRegex("^[a-z-]+/[a-z-]+@[0-9a-f]{40}$")]
    private static partial Regex PinnedAction();
}
