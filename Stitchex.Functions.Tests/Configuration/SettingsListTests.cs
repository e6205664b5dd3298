using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using Stitchex.Functions.Configuration;

namespace Stitchex.Functions.Tests.Configuration;

/// <summary>The sample settings and the README know every setting that the options classes know, and no other.</summary>
public sealed partial class SettingsListTests
{
    private static readonly IEnumerable<string> Known =
    [
        .. Names(typeof(StitchexApiOptions), StitchexApiOptions.SectionName),
        .. Names(typeof(ProcessingOptions), ProcessingOptions.SectionName),
        .. Names(typeof(RetentionOptions), RetentionOptions.SectionName),
        .. Names(typeof(StitchexOptions), StitchexOptions.SectionName).Where(name => name != ResourceOptions.SectionName),
        .. Names(typeof(ResourceOptions), ResourceOptions.SectionName),
    ];

    [Fact]
    public void Sample_ListsEverySetting() => Assert.Equal(Known.Order(), SampleValues().Select(value => Normal(value.Name)).Where(IsOurs).Distinct().Order());

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

        Assert.Equal(Known.Order(), SettingInTable().Matches(readme).Select(match => match.Groups[1].Value.Replace("<name>:", "", StringComparison.Ordinal)).Order());
    }

    private static IEnumerable<string> Names(Type options, string section) =>
        options.GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(property => $"{section}:{property.Name}");

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
