namespace Stitchex.Local.Stack;

/// <summary>The app's settings that a person gives: in local.settings.json, or over it in the environment, or in a command.</summary>
/// <param name="Values">The settings, under normalized names.</param>
/// <param name="Sources">Where they are from, without their values, which may be secrets; null where there are none.</param>
internal sealed record GivenSettings(IReadOnlyDictionary<string, string> Values, string? Sources)
{
    /// <summary>Reads the settings, all but those that a stack supplies by itself and that no command names.</summary>
    /// <param name="folder">The folder from which on the file is looked for.</param>
    /// <param name="environment">The variables of the environment.</param>
    /// <param name="command">What a command sets.</param>
    /// <exception cref="StackException">The file is not what Core Tools would read.</exception>
    public static GivenSettings Read(
        string folder,
        IReadOnlyCollection<KeyValuePair<string, string>> environment,
        IReadOnlyCollection<KeyValuePair<string, string>> command)
    {
        var path = SettingsFile.Find(folder);
        var settings = new Dictionary<string, string>(SettingNames.Comparer);
        SettingNames.Put(settings, path is null ? [] : SettingsFile.Read(path));

        var variables = environment
            .Select(variable => KeyValuePair.Create(SettingNames.Normalize(variable.Key), variable.Value))
            .Where(variable => SettingNames.IsStitchex(variable.Key) || settings.ContainsKey(variable.Key))
            .Where(variable => !SettingNames.IsSupplied(variable.Key))
            .ToList();
        SettingNames.Put(settings, variables);

        var supplied = settings.Keys.Where(SettingNames.IsSupplied).ToList();
        supplied.ForEach(name => settings.Remove(name));
        SettingNames.Put(settings, command);

        List<string> sources = [];
        if (path is not null)
        {
            sources.Add(Path.GetRelativePath(folder, path) + (supplied.Count > 0 ? " (all but storage and the login)" : ""));
        }

        Count(variables.Count, "from the environment");
        Count(command.Count, "from --set");
        return new(Spell(settings, environment), sources.Count > 0 ? string.Join(", ", sources) : null);

        void Count(int count, string source)
        {
            if (count > 0)
            {
                sources.Add($"{count} {source}");
            }
        }
    }

    // A process whose environment has one name in two spellings would be left to choose. The app's process inherits this one's.
    private static Dictionary<string, string> Spell(
        Dictionary<string, string> settings, IEnumerable<KeyValuePair<string, string>> environment)
    {
        foreach (var name in environment.Select(variable => variable.Key))
        {
            if (settings.Remove(name, out var value))
            {
                settings[name] = value;
            }
        }

        return settings;
    }
}
