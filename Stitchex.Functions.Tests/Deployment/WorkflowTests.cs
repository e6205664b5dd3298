using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace Stitchex.Functions.Tests.Deployment;

public sealed partial class WorkflowTests
{
    private static readonly YamlMappingNode Workflow = YamlFile.Read(".github/workflows/deploy.yml");
    private static readonly YamlMappingNode Gate = YamlFile.Read(".github/workflows/gate.yml");

    [Fact]
    public void Check_BuildsTheApp_TestsTheHandlers_AndRunsTheDemo()
    {
        Assert.Equal(
            [
                "dotnet build Stitchex.Functions",
                "dotnet test Stitchex.Functions.Handlers.Tests",
                "dotnet run --project Stitchex.Local -- demo",
            ],
            Workflow.At("jobs", "check").AllOf("run"));
        Assert.Equal("check", Workflow.Text("jobs", "deploy", "needs"));
    }

    [Fact]
    public void Gate_RunsWhereMoreThanHandlersAndParametersChanged()
    {
        Assert.Equal([".ci/run"], Gate.At("jobs", "gate").AllOf("run"));
        Assert.Equal(
            ["Stitchex.Functions/Handlers/**", "Stitchex.Functions.Handlers.Tests/**", "infra/*.bicepparam"],
            Assert.IsType<YamlSequenceNode>(Gate.At("on", "pull_request", "paths-ignore")).Select(path => $"{path}"));
    }

    // A tag can be moved to other code, a commit cannot.
    [Fact]
    public void Actions_ArePinnedToCommits()
    {
        var uses = Workflow.AllOf("uses").Concat(Gate.AllOf("uses")).ToList();

        Assert.NotEmpty(uses);
        Assert.All(uses, action => Assert.Matches(PinnedAction(), action));
    }

    [Fact]
    public void Azure_IsSignedInToWithoutASecret()
    {
        Assert.Equal("write", Workflow.Text("jobs", "deploy", "permissions", "id-token"));
        Assert.Equal("read", Workflow.Text("permissions", "contents"));
        Assert.DoesNotContain("secrets.", Text(), StringComparison.Ordinal);
    }

    [Fact]
    public void Pulls_DeployNothing() =>
        Assert.Contains("github.event_name != 'pull_request'", Workflow.Text("jobs", "deploy", "if"), StringComparison.Ordinal);

    [Fact]
    public void Paths_Exist()
    {
        var paths = RepositoryPath().Matches(Text()).Select(match => match.Value).Distinct().ToList();

        Assert.Contains("infra/main.bicepparam", paths);
        Assert.All(paths, path => Assert.True(Path.Exists(Path.Combine(RepositoryFiles.Root, path)), path));
    }

    // Nobody but the deployment's own parameters may ask for them.
    [Fact]
    public void Variables_AreThoseThatTheParametersRead()
    {
        var parameters = File.ReadAllText(Path.Combine(RepositoryFiles.Root, "infra", "main.bicepparam"));
        var given = Workflow.AllNodes.OfType<YamlScalarNode>().Select(node => node.Value!).Where(value => StitchexVariable().IsMatch(value));

        Assert.All(given, name => Assert.Contains($"'{name}'", parameters, StringComparison.Ordinal));
        Assert.Contains("STITCHEX_ORGANISATION_ID", given);
    }

    private static string Text() => File.ReadAllText(Path.Combine(RepositoryFiles.Root, ".github", "workflows", "deploy.yml"));

    [GeneratedRegex("^[a-z-]+/[a-z-]+@[0-9a-f]{40}$")]
    private static partial Regex PinnedAction();

    [GeneratedRegex(@"(?<![\w/.-])(?:\.ci/run|global\.json|infra/[\w.]+|Stitchex\.Functions(?=\s))")]
    private static partial Regex RepositoryPath();

    [GeneratedRegex("^STITCHEX_[A-Z_]+$")]
    private static partial Regex StitchexVariable();
}
