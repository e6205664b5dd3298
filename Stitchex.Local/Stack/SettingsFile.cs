using System.Text.Json;

namespace Stitchex.Local.Stack;

/// <summary>The file <c>local.settings.json</c>, as Core Tools finds and reads it.</summary>
internal static class SettingsFile
{
    private const string Name = "local.settings.json";
    private const string AppFile = "host.json";

    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>Finds the file of the app that a folder belongs to: that is the first one upwards with this file or host.json.</summary>
    public static string? Find(string folder)
    {
        for (var current = new DirectoryInfo(folder); current is not null; current = current.Parent)
        {
            var path = Path.Combine(current.FullName, Name);
            if (File.Exists(path))
            {
                return path;
            }

            if (File.Exists(Path.Combine(current.FullName, AppFile)))
            {
                return null;
            }
        }

        return null;
    }

    /// <summary>Reads the settings of a file, under the names that it has for them.</summary>
    /// <exception cref="StackException">It is not what Core Tools would read.</exception>
    public static IReadOnlyList<KeyValuePair<string, string>> Read(string path)
    {
        try
        {
            using var file = JsonDocument.Parse(File.ReadAllText(path), Lenient);
            return Read(path, file.RootElement);
        }
        catch (JsonException e)
        {
            throw new StackException($"'{path}' is not valid JSON: {e.Message} Fix it, or move it away.", e);
        }
    }

    private static List<KeyValuePair<string, string>> Read(string path, JsonElement file)
    {
        if (file.ValueKind != JsonValueKind.Object)
        {
            throw new StackException($"'{path}' has to be a JSON object with an object 'Values' in it, as local.settings.sample.json is.");
        }

        if (Find(file, "IsEncrypted") is { ValueKind: JsonValueKind.True })
        {
            throw new StackException($"'{path}' is encrypted. Run 'func settings decrypt', or move it away.");
        }

        return Find(file, "Values") switch
        {
            null => [],
            { ValueKind: JsonValueKind.Object } values =>
                [.. values.EnumerateObject().Select(value => KeyValuePair.Create(value.Name, TextOf(path, value)))],
            _ => throw new StackException($"In '{path}', 'Values' has to be an object: names of settings, each with a text."),
        };
    }

    // Core Tools does not look at case.
    private static JsonElement? Find(JsonElement file, string name)
    {
        foreach (var property in file.EnumerateObject())
        {
            if (string.Equals(property.Name, name, StringComparison.OrdinalIgnoreCase))
            {
                return property.Value;
            }
        }

        return null;
    }

    private static string TextOf(string path, JsonProperty setting) => setting.Value.ValueKind == JsonValueKind.String
        ? setting.Value.GetString()!
        : throw new StackException(
            $"In '{path}', the value of '{setting.Name}' has to be a text in quotation marks."
            + " Sections are part of the name: \"Stitchex__Retention__Days\": \"30\".");
}
