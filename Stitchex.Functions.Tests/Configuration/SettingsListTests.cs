using System.Text.Json;
using System.Text.RegularExpressions;

namespace Stitchex.Functions.Tests.Configuration;

/// <summary>docs/configuration.md has every setting that the options classes have, and no other; the sample has what somebody must fill in.</summary>
public sealed partial class SettingsListTests
{
    [Fact]
    public void Sample_HasWhatSomebodyMustFillIn() => Assert.Equal(
        ["Stitchex__Api__BaseAddress", "Stitchex__Api__Email", "Stitchex__Api__OrganisationId", "Stitchex__Api__Password"],
        SampleValues().Select(value => value.Name).Where(name => name.StartsWith("Stitchex__", StringComparison.Ordinal)).Order(StringComparer.Ordinal));

    [Fact]
    public void Sample_IsWhatCoreToolsNeed()
    {
        using var sample = JsonDocument.Parse(File.ReadAllText(Path.Combine(RepositoryFiles.Root, "local.settings.sample.json")));

        Assert.False(sample.RootElement.GetProperty("IsEncrypted").GetBoolean());
        Assert.Equal("dotnet-isolated", SampleValues().Single(value => value.Name == "FUNCTIONS_WORKER_RUNTIME").Value);
        Assert.Equal("UseDevelopmentStorage=true", SampleValues().Single(value => value.Name == "AzureWebJobsStorage").Value);
    }

    [Fact]
    public void Document_ExplainsEverySetting()
    {
        var document = File.ReadAllText(Path.Combine(RepositoryFiles.Root, "docs", "configuration.md"));

        Assert.Equal(KnownSettings.Names, SettingInTable().Matches(document).Select(match => match.Groups[1].Value.Replace("<name>:", "", StringComparison.Ordinal)).Order());
    }

    private static IEnumerable<(string Name, string? Value)> SampleValues()
    {
        using var sample = JsonDocument.Parse(File.ReadAllText(Path.Combine(RepositoryFiles.Root, "local.settings.sample.json")));
        return [.. sample.RootElement.GetProperty("Values").EnumerateObject().Select(value => (value.Name, value.Value.GetString()))];
    }

    [GeneratedRegex(@"^\| `(Stitchex:[^`]+?)(?::0…)?` \|", RegexOptions.Multiline)]
    private static partial Regex SettingInTable();
}
