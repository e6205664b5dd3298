using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Stitchex.Functions.Configuration;

/// <summary>
/// Finds settings below <c>Stitchex:</c> that no option reads, such as misspelled ones, and names the nearest one that exists. It is attached to
/// <see cref="StitchexOptions"/>, whose section is the root of all others.
/// </summary>
internal sealed class UnknownSettingsValidation(IConfiguration configuration) : IValidateOptions<StitchexOptions>
{
    private const char Separator = ':';

    // Stands for any name of a resource or a destination, and for any number of a list's item.
    private const string Any = "*";

    private static readonly (string Section, Type Options)[] Sections =
    [
        (StitchexOptions.SectionName, typeof(StitchexOptions)),
        (StitchexApiOptions.SectionName, typeof(StitchexApiOptions)),
        (ProcessingOptions.SectionName, typeof(ProcessingOptions)),
        (RetentionOptions.SectionName, typeof(RetentionOptions)),
        (ReconcileOptions.SectionName, typeof(ReconcileOptions)),
        (TelemetryOptions.SectionName, typeof(TelemetryOptions)),
        ($"{DestinationOptions.SectionName}{Separator}{Any}", typeof(DestinationOptions)),
    ];

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, StitchexOptions options)
    {
        string[][] known = [.. Sections.SelectMany(section => KeysOf(section.Section, section.Options)).Select(key => key.Split(Separator))];
        var errors = new ValidateOptionsResultBuilder();
        foreach (var (key, value) in configuration.GetSection(StitchexOptions.SectionName).AsEnumerable())
        {
            var parts = key.Split(Separator);
            if (value is not null && parts.Length > 1 && !known.Any(candidate => Matches(candidate, parts)))
            {
                errors.AddError($"{key} is not a setting. Did you mean {Nearest(known, parts)}?");
            }
        }

        return errors.Build();
    }

    private static IEnumerable<string> KeysOf(string section, Type type) => type
        .GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .SelectMany(property => KeysOf($"{section}{Separator}{property.Name}", property));

    private static IEnumerable<string> KeysOf(string key, PropertyInfo property) => property.PropertyType switch
    {
        { IsGenericType: true, GenericTypeArguments: [_, var item] } => KeysOf($"{key}{Separator}{Any}", item),
        _ when property.CanWrite => [key],
        _ => [$"{key}{Separator}{Any}"],
    };

    private static bool Matches(string[] known, string[] parts) =>
        known.Length == parts.Length && known.Zip(parts).All(pair => pair.First == Any || IsSame(pair.First, pair.Second));

    private static bool IsSame(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);

    // The name itself counts more than the sections before it: a setting is easily put into the wrong one.
    private static string Nearest(string[][] known, string[] parts) => Fill(
        known.MinBy(candidate => (
            Distance(NameIn(candidate), NameIn(parts)), Distance(Fill(candidate, parts), string.Join(Separator, parts))))!,
        parts);

    private static string NameIn(string[] parts) => parts.Last(part => part != Any && !int.TryParse(part, out _));

    // What is free in the known key is taken from the key that was found, or is the number of a list's first item.
    private static string Fill(string[] known, string[] parts) =>
        string.Join(Separator, known.Select((part, index) => part != Any ? part : index < parts.Length ? parts[index] : "0"));

    // The number of characters to insert, to remove or to replace (Levenshtein).
    private static int Distance(string from, string to)
    {
        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 1; i <= from.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var cost = char.ToUpperInvariant(from[i - 1]) == char.ToUpperInvariant(to[j - 1]) ? 0 : 1;
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + cost));
            }
        }

        return row[to.Length];
    }
}
