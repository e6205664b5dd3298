using System.Text.Json;
using System.Text.RegularExpressions;

namespace Stitchex.Functions.Tests.Configuration;

/// <summary>The sample settings and the README know every setting that the options classes know, and no other.</summary>
public sealed partial class SettingsListTests
{
    [Fact]
    public void Sample_ListsEverySetting() => Assert.Equal(KnownSettings.Names, SampleValues().Select(value => Normal(value.Name)).Where(IsOurs).Distinct().Order());

    [Fact]
    public void Sample_IsWhatCoreToolsNeed()
    {
        using var sample = JsonDocument.Parse(File.ReadAllText(Path.Combine(RepositoryFiles.Root, "local.settings.sample.json")));

        Assert.False(sample.RootElement.GetProperty("IsEncrypted").GetBoolean());
        Assert.Equal("dotnet-isolated", SampleValues().Single(value => value.Name == "FUNCTIONS_WORKER_RUNTIME").Value);
        Assert.Equal("UseDevelopmentStorage=true", SampleValues().Single(value => value.Name == "AzureWebJobsStorage").Value);
    }

    [Fact]
    public void Readme_ExplainsEverySetting()
    {
        var readme = File.ReadAllText(Path.Combine(RepositoryFiles.Root, "README.md"));

        Assert.Equal(KnownSettings.Names, SettingInTable().Matches(readme).Select(match => match.Groups[1].Value.Replace("<name>:", "", StringComparison.Ordinal)).Order());
    }

    // Lists lose their numbers, and a resource its name.
    private static string Normal(string name) => ResourceName().Replace(Number().Replace(name.Replace("__", ":", StringComparison.Ordinal), ""), "Stitchex:Resources:");

    private static bool IsOurs(string name) => name.StartsWith("Stitchex:", StringComparison.Ordinal);

    private static IEnumerable<(string Name, string? Value)> SampleValues()
    {
        using var sample = JsonDocument.Parse(File.ReadAllText(Path.Combine(RepositoryFiles.Root, "local.settings.sample.json")));
        return [.. sample.RootElement.GetProperty("Values").EnumerateObject().Select(value => (value.Name, value.Value.GetString()))];
    }

    [GeneratedRegex(@":\d+$")]
    private static partial Regex Number();

    [GeneratedRegex("^Stitchex:Resources:[^:]+:")]
    private static partial Regex ResourceName();

    [GeneratedRegex(@"^\| `(Stitchex:[^`]+?)(?::0…)?` \|", RegexOptions.Multiline)]
    private static partial Regex SettingInTable();
}
