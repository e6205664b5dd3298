namespace Stitchex.Local.Stack;

/// <summary>The names of app settings: one has many spellings, for case does not count and <c>:</c> may be written <c>__</c>.</summary>
internal static class SettingNames
{
    private const string Separator = "__";

    // What a stack supplies by itself. A login that is meant for the real Stitchex must not get in by accident.
    private static readonly string[] Supplied =
    [
        "Stitchex__Api__BaseAddress",
        "Stitchex__Api__Email",
        "Stitchex__Api__Password",
        "Stitchex__Api__AccessToken",
        "Stitchex__Api__OrganisationId",
    ];

    /// <summary>Gets what compares names that were normalized.</summary>
    public static StringComparer Comparer => StringComparer.OrdinalIgnoreCase;

    /// <summary>Writes a name as environment variables have it.</summary>
    public static string Normalize(string name) => name.Replace(":", Separator, StringComparison.Ordinal);

    /// <summary>Puts settings over others.</summary>
    public static void Put(IDictionary<string, string> settings, IEnumerable<KeyValuePair<string, string>> more)
    {
        foreach (var (name, value) in more)
        {
            settings[Normalize(name)] = value;
        }
    }

    /// <summary>Tells whether a setting is the receiver's own.</summary>
    /// <param name="name">A normalized name.</param>
    public static bool IsStitchex(string name) => name.StartsWith("Stitchex" + Separator, StringComparison.OrdinalIgnoreCase);

    /// <summary>Tells whether a stack supplies a setting: storage, the address of Stitchex, and the login.</summary>
    /// <param name="name">A normalized name.</param>
    public static bool IsSupplied(string name) =>
        name.StartsWith(LocalSettings.Storage, StringComparison.OrdinalIgnoreCase) || Supplied.Contains(name, Comparer);
}
