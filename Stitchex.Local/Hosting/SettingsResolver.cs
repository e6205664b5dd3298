using System.Text.RegularExpressions;
using Azure.Storage.Queues;
using Microsoft.Extensions.Configuration;

namespace Stitchex.Local.Hosting;

/// <summary>Looks up what triggers say about the app's settings.</summary>
internal sealed partial class SettingsResolver(IConfiguration settings)
{
    /// <summary>Puts the values of settings in place of each <c>%name%</c>.</summary>
    /// <exception cref="FormatException">A setting is missing.</exception>
    public string Resolve(string text) => Placeholder().Replace(text, match =>
    {
        var name = match.Groups["name"].Value;
        return Find(name) ?? throw new FormatException($"'%{name}%' names a setting that is not there: add it to the settings.");
    });

    /// <summary>Finds the connection string that a trigger's <c>Connection</c> names.</summary>
    /// <exception cref="FormatException">It is missing, or not a connection string.</exception>
    public string ConnectionString(string? connection)
    {
        var name = string.IsNullOrEmpty(connection) ? "AzureWebJobsStorage" : connection;

        var value = Find("AzureWebJobs" + name) ?? Find(name) ?? throw new FormatException(
            $"the connection '{name}' names a setting that is not there: set it to a connection string. This host knows no identities.");

        try
        {
            // The client is made for its reading of the text only.
            _ = new QueueServiceClient(value);
            return value;
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException or InvalidOperationException)
        {
            throw new FormatException($"the connection '{name}' is not set to a connection string: {exception.Message}", exception);
        }
    }

    /// <summary>Tells whether a function is switched off.</summary>
    public bool IsDisabled(string functionName) =>
        IsTrue(settings[$"AzureWebJobs.{functionName}.Disabled"]) || IsTrue(settings[$"AzureWebJobs_{functionName}_Disabled"]);

    private static bool IsTrue(string? value) => value is "1" || string.Equals(value, "true", StringComparison.OrdinalIgnoreCase);

    private string? Find(string name) => settings[name.Replace("__", ":", StringComparison.Ordinal)];

    [GeneratedRegex("%(?<name>[^%]*)%")]
    private static partial Regex Placeholder();
}
