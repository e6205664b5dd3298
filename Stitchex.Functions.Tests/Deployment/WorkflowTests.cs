using System.Text.RegularExpressions;
using Stitchex.Functions.Tests.Infra;
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
                "dotnet run --project Stitchex.Local -- demo $DEMO_ARGUMENTS",
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

        Assert.Contains("Stitchex.Functions", paths);
        Assert.All(paths, path => Assert.True(Path.Exists(Path.Combine(RepositoryFiles.Root, path)), path));
    }

    // The secrets are put into the vault by hand.
    [Fact]
    public void Variables_AreAllThatAParameterFileReads_ButTheSecrets()
    {
        string[] files = [TestDeployment.DefaultParameters, TestDeployment.PrivateParameters, TestDeployment.MinimalParameters];
        var read = files.Select(file => File.ReadAllText(Path.Combine(RepositoryFiles.Root, "infra", file)))
            .SelectMany(text => ReadVariable().Matches(text).Select(match => match.Groups[1].Value));
        var provision = Workflow.At("jobs", "deploy", "steps").AllNodes.OfType<YamlMappingNode>()
            .Single(step => step.Children.TryGetValue("id", out var id) && $"{id}" == "provision");
        var given = ((YamlMappingNode)provision["env"]).Children.Keys.Select(key => $"{key}").Where(name => StitchexVariable().IsMatch(name)).ToList();
        var document = File.ReadAllText(Path.Combine(RepositoryFiles.Root, "docs", "deployment.md"));

        Assert.Equal(
            read.Except(["STITCHEX_PASSWORD", "STITCHEX_ACCESS_TOKEN"]).Append("STITCHEX_PARAMETERS").Distinct().Order(),
            given.Order());
        Assert.All(given, name => Assert.Contains($"`{name}`", document, StringComparison.Ordinal));
    }

    private static string Text() => File.ReadAllText(Path.Combine(RepositoryFiles.Root, ".github", "workflows", "deploy.yml"));

    [GeneratedRegex("^[a-z-]+/[a-z-]+@[0-9a-f]{40}$")]
    private static partial Regex PinnedAction();

    [GeneratedRegex(@"(?<![\w/.-])(?:\.ci/run|global\.json|infra/[\w.]+|Stitchex\.Functions(?=\s))")]
    private static partial Regex RepositoryPath();

    [GeneratedRegex(@"readEnvironmentVariable\('([A-Z_]+)'")]
    private static partial Regex ReadVariable();

    [GeneratedRegex("^STITCHEX_[A-Z_]+$")]
    private static partial Regex StitchexVariable();
}
