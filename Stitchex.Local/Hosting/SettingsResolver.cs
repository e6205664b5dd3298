using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;

namespace Stitchex.Local.Hosting;

/// <summary>Looks up what triggers say about the app's settings.</summary>
internal sealed partial class SettingsResolver(IConfiguration settings)
{
    /// <summary>The setting that names the account of triggers that name none.</summary>
    public const string DefaultConnection = "AzureWebJobsStorage";

    /// <summary>Puts the values of settings in place of each <c>%name%</c>.</summary>
    /// <exception cref="FormatException">A setting is missing.</exception>
    public string Resolve(string text) => Placeholder().Replace(text, match =>
    {
        var name = match.Groups["name"].Value;
        return settings[name.Replace("__", ":", StringComparison.Ordinal)]
            ?? throw new FormatException($"'%{name}%' does not resolve to a value: add the setting {name}.");
    });

    public bool IsDisabled(string functionName) =>
        IsTrue(settings[$"AzureWebJobs.{functionName}.Disabled"]) || IsTrue(settings[$"AzureWebJobs_{functionName}_Disabled"]);

    private static bool IsTrue(string? value) => value is "1" || string.Equals(value, "true", StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex("%(?<name>[^%]*)%")]
    private static partial Regex Placeholder();
}
