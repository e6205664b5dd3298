using Stitchex.Functions.Tests.Storage;
using Stitchex.Local.Storage;
using YamlDotNet.RepresentationModel;

namespace Stitchex.Functions.Tests.Deployment;

/// <summary>The steps of the workflow that deploy, run by a shell with an Azure CLI that only writes down what it is asked.</summary>
public sealed class WorkflowRunTests : IDisposable
{
    private const string Stub = """
        #!/bin/sh
        echo "$(basename "$0") $*" >> "$CALLS"
        case "$*" in
          "functionapp list"*) printf %s "$EXISTING" ;;
          "deployment group create"*) echo stitchex-new ;;
        esac
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // A setting that only the new code knows keeps the old code from starting.
    [UnixFact]
    public async Task NewCode_ReachesTheAppThatIsThere_BeforeNewSettingsDo() => Assert.Equal(
        ["dotnet publish", "az functionapp list", "az functionapp deployment stitchex-old", "az deployment group infra/private.bicepparam"],
        await RunAsync(existing: "stitchex-old", parameters: "private"));

    [UnixFact]
    public async Task NewApp_IsProvisioned_AndThenPublishedTo() => Assert.Equal(
        ["dotnet publish", "az functionapp list", "az deployment group infra/main.bicepparam", "az functionapp deployment stitchex-new"],
        await RunAsync(existing: "", parameters: "main"));

    [UnixFact]
    public async Task Parameters_ThatNobodyChose_ChangeNothing()
    {
        Assert.Equal(["failed"], await RunAsync(existing: "stitchex-old", parameters: ""));
        Assert.Equal(["failed"], await RunAsync(existing: "stitchex-old", parameters: "privat"));
    }

    private async Task<IEnumerable<string>> RunAsync(string existing, string parameters)
    {
        foreach (var command in new[] { "az", "dotnet", "zip" })
        {
            await File.WriteAllTextAsync(_folder[command], Stub);
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(_folder[command], UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }
        }

        Directory.CreateDirectory(_folder["Stitchex.Functions/bin/publish"]);
        Directory.CreateDirectory(_folder["infra"]);
        foreach (var file in Directory.EnumerateFiles(Path.Combine(RepositoryFiles.Root, "infra"), "*.bicepparam"))
        {
            File.Copy(file, _folder[$"infra/{Path.GetFileName(file)}"], overwrite: true);
        }

        await File.WriteAllTextAsync(_folder["calls"], "");
        var variables = new Dictionary<string, string>
        {
            ["PATH"] = $"{_folder.Path}:{Environment.GetEnvironmentVariable("PATH")}",
            ["CALLS"] = _folder["calls"],
            ["EXISTING"] = existing,
            ["STITCHEX_PARAMETERS"] = parameters,
            ["RESOURCE_GROUP"] = "stitchex",
            ["NAME"] = "stitchex-new",
        };
        foreach (var step in Steps(isNew: existing.Length == 0))
        {
            var script = string.Concat(variables.Select(variable => $"export {variable.Key}='{variable.Value}'\n")) + $"export GITHUB_OUTPUT={_folder["output"]}\n{step}";
            var result = await CommandLine.RunAsync("bash", ["-e", "-o", "pipefail", "-c", script], _folder.Path, CancellationToken.None);
            if (result.ExitCode != 0)
            {
                return [.. await CallsAsync(), "failed"];
            }
        }

        return await CallsAsync();
    }

    // GitHub leaves out a step whose condition does not hold; this is the only one that a step here has.
    private static IEnumerable<string> Steps(bool isNew) => YamlFile.Read(".github/workflows/deploy.yml").At("jobs", "deploy", "steps").AllNodes.OfType<YamlMappingNode>()
        .Where(step => step.Children.ContainsKey("run"))
        .Where(step => !step.Children.TryGetValue("if", out var condition) || (isNew && Assert.IsType<YamlScalarNode>(condition).Value == "steps.existing.outputs.name == ''"))
        .Select(step => step.Text("run"));

    private async Task<IEnumerable<string>> CallsAsync() => (await File.ReadAllLinesAsync(_folder["calls"]))
        .Where(call => !call.StartsWith("zip", StringComparison.Ordinal))
        .Select(call => call.Split(' '))
        .Select(words => string.Join(' ', words.TakeWhile(word => word[0] != '-').Take(3).Concat(ValueOf(words))).Replace(" Stitchex.Functions", "", StringComparison.Ordinal));

    // The name of what is published to, or of what is provisioned.
    private static IEnumerable<string> ValueOf(string[] words) => words[1] switch
    {
        "functionapp" when words[2] == "deployment" => [words[Array.IndexOf(words, "--name") + 1]],
        "deployment" => [words[Array.IndexOf(words, "--parameters") + 1]],
        _ => [],
    };
}
