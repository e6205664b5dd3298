using System.Management.Automation.Language;
using System.Text.RegularExpressions;
using Stitchex.Functions.Tests.Storage;
using Stitchex.Local.Commands;
using Stitchex.Local.Storage;

namespace Stitchex.Functions.Tests.Deployment;

/// <summary>The commands of docs/deployment.md are ones that a shell reads, and that exist here.</summary>
public sealed partial class DeploymentDocumentTests
{
    private static readonly string Document = File.ReadAllText(Path.Combine(RepositoryFiles.Root, "docs", "deployment.md"));

    // As long as nobody has, it stands before everything else.
    [Fact]
    public void Document_SaysFirst_ThatNobodyHasTriedIt() => Assert.StartsWith("# Deployment\n\n> **Not tried against Azure.**", Document, StringComparison.Ordinal);

    [UnixFact]
    public async Task Bash_ReadsItsCommands()
    {
        var blocks = Blocks("bash").ToList();

        Assert.True(blocks.Count > 10, $"{blocks.Count} blocks");
        foreach (var block in blocks)
        {
            var read = await CommandLine.RunAsync("bash", ["-n", "-c", block], RepositoryFiles.Root, CancellationToken.None);
            Assert.True(read.ExitCode == 0, $"{read.Error}\n{block}");
        }
    }

    [Fact]
    public void PowerShell_ReadsItsCommands_AndThoseThatAreForBoth()
    {
        var own = Blocks("powershell").ToList();

        Assert.True(own.Count > 5, $"{own.Count} blocks");
        Assert.All(own.Concat(Blocks("bash").Where(block => block.StartsWith("az ", StringComparison.Ordinal) && !block.Contains("\"infra/$STITCHEX", StringComparison.Ordinal))), block =>
        {
            Parser.ParseInput(block, out _, out var errors);
            Assert.True(errors is [], $"{string.Join(' ', errors.Select(error => error.Message))}\n{block}");
        });
    }

    // A secret in a command stays in the shell's history.
    [Fact]
    public void Secrets_AreInNoCommand_OfAnyDocument() => Assert.All(
        [Path.Combine(RepositoryFiles.Root, "README.md"), .. Directory.EnumerateFiles(Path.Combine(RepositoryFiles.Root, "docs"), "*.md")],
        file => Assert.DoesNotMatch(Secret(), File.ReadAllText(file)));

    [Theory]
    [InlineData("export STITCHEX_HOST_KEY=...", true)]
    [InlineData("export STITCHEX_PASSWORD=\"correct horse\"", true)]
    [InlineData("$env:STITCHEX_PASSWORD = 'correct horse'", true)]
    [InlineData("azd env set STITCHEX_PASSWORD horse", true)]
    [InlineData("verify --webhook-key horse", true)]
    [InlineData("az keyvault secret set --name stitchex-password --value horse", true)]
    [InlineData("az functionapp keys set --key-value=horse", true)]
    [InlineData("export STITCHEX_HOST_KEY=$(az functionapp keys list)", false)]
    [InlineData("$env:STITCHEX_HOST_KEY = az functionapp keys list", false)]
    [InlineData("$env:STITCHEX_PASSWORD = Read-Host -MaskInput 'Password'", false)]
    [InlineData("az functionapp keys set --key-type functionKeys --key-name ada", false)]
    [InlineData("verify --key \"$KEY\"", false)]
    public void SecretInACommand_IsKnown(string command, bool isSecret) => Assert.Equal(isSecret, Secret().IsMatch(command));

    [Fact]
    public void LocalCommands_AreOnesThatThereAre()
    {
        var commands = LocalCommand().Matches(Document).Select(match => match.Groups[1].Value.Trim()).ToList();

        Assert.NotEmpty(commands);
        Assert.All(commands, command => Assert.Empty(LocalCommandLine.Create().Parse(command).Errors));
    }

    [Fact]
    public void Parameters_AreFilesThatThereAre()
    {
        var names = ParameterFile().Matches(Document).Select(match => match.Groups[1].Value).ToList();

        Assert.Equal(["main", "private", "minimal"], names);
        Assert.All(names, name => Assert.True(File.Exists(Path.Combine(RepositoryFiles.Root, "infra", $"{name}.bicepparam"))));
    }

    // Most stand in the steps of a list, and are indented like them.
    private static IEnumerable<string> Blocks(string language) => Block().Matches(Document)
        .Where(match => match.Groups[2].Value == language)
        .Select(match => string.Join('\n', match.Groups[3].Value.Split('\n').Select(line => line.Length > match.Groups[1].Length ? line[match.Groups[1].Length..] : "")));

    [GeneratedRegex(@"^( *)```(\w+)\n(.*?)^ *```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex(
        @"(?:PASSWORD|TOKEN|KEY)\s*=\s*(?!Read-Host |az |[""']?\$)[""'\w.]"
        + @"|azd env set \w*(?:PASSWORD|TOKEN|KEY)\b"
        + @"|--(?:key|webhook-key|value|key-value|password)[ =](?![""']?\$)\S")]
    private static partial Regex Secret();

    [GeneratedRegex(@"dotnet run --project Stitchex\.Local -- (.+)$", RegexOptions.Multiline)]
    private static partial Regex LocalCommand();

    [GeneratedRegex(@"^ +\| `(\w+)` \| ", RegexOptions.Multiline)]
    private static partial Regex ParameterFile();
}
