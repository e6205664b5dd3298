using Microsoft.Extensions.Options;
using Stitchex.Functions.Configuration;

namespace Stitchex.Functions.Events;

/// <summary>
/// Knows where the API keeps the records of each resource. The built-in entries are those that clients of Stitchex use in public code; settings correct
/// them or add to them; for anything else the path is the plural of the resource's name.
/// </summary>
internal sealed class ResourceCatalogue(IOptions<StitchexOptions> options)
{
    private static readonly Dictionary<string, ResourceEndpoint> BuiltIn = new(StringComparer.Ordinal)
    {
        ["pick_ticket"] = new("/pick_tickets/{id}", []),
        ["receiving_ticket"] = new("/receiving_tickets/{id}", ["delivery"]),
        ["product"] = new("/products/{id}", []),
        ["customer"] = new("/customers/{id}", []),
        ["return"] = new("/returns/{id}", []),
        ["credit_note"] = new("/credit_notes/{id}", []),

        // A public client gave up /invoices/{id} in 2023.
        ["invoice"] = new("/invoices/?invoice_id={id}", []),
        ["sales_order"] = new("/sales_orders/{id}", []),
        ["payment"] = new("/payments/{id}", []),
        ["production_order"] = new("/production_orders/{id}", []),
        ["agent"] = new("/agents/{id}", []),
    };

    private static readonly string[] Numbers =
    [
        "order_number", "invoice_number", "credit_note_number", "return_number", "rma_number", "shipment_number", "production_order_number",
        "product_identifier", "purchase_order_ref", "reference",
    ];

    private readonly IDictionary<string, ResourceOptions> _settings = options.Value.Resources;

    /// <summary>Gets the resources that were named beforehand, here or in settings.</summary>
    public IEnumerable<string> Names => BuiltIn.Keys.Union(_settings.Keys);

    /// <summary>Whether the resource is one that was named beforehand, here or in settings.</summary>
    public bool Knows(string resource) => BuiltIn.ContainsKey(resource) || _settings.ContainsKey(resource);

    /// <summary>How settings spell a resource's name: not every one can be a part of an environment variable's name.</summary>
    public static string SettingNameOf(string resource) => string.Create(resource.Length, resource, static (name, resource) =>
    {
        for (var i = 0; i < name.Length; i++)
        {
            name[i] = char.IsAsciiLetterLower(resource[i]) || char.IsAsciiDigit(resource[i]) ? resource[i] : '_';
        }
    });

    /// <summary>The further keys under which a webhook may carry the resource's record.</summary>
    public IReadOnlyList<string> AliasesOf(string resource)
    {
        var aliases = BuiltIn.GetValueOrDefault(resource)?.Aliases ?? [];
        return SettingsOf(resource) is { Aliases.Count: > 0 } settings ? [.. settings.Aliases, .. aliases] : aliases;
    }

    /// <summary>The members of the resource's records that people know them by.</summary>
    public IReadOnlyList<string> NumbersOf(string resource) => SettingsOf(resource)?.NumberMembers ?? Numbers;

    /// <summary>The resources that somebody may mean by a name: it, or its plural, is the last words of theirs, in any case.</summary>
    /// <param name="words">The name; spaces and hyphens are as good as underscores. An empty one means all of them.</param>
    /// <returns>Those named beforehand; otherwise the resource of just that name, where it can be one.</returns>
    public IReadOnlyList<string> Named(string words)
    {
        var name = EventName.Lower(words).Replace(' ', '_').Replace('-', '_');
        var known = BuiltIn.Keys.Union(_settings.Keys)
            .Where(resource => IsMeant(name, resource) || IsMeant(name, PluralOf(resource)))
            .Order(StringComparer.Ordinal)
            .ToList();
        return known.Contains(name) || (known.Count == 0 && KeyPart.IsName(name)) ? [name] : known;
    }

    /// <summary>Where the resource's records are; null when no path can be made of its name.</summary>
    public ResourceEndpoint? Find(string resource)
    {
        if (SettingsOf(resource) is { } settings)
        {
            // What a path is made of has to be as safe as a setting's name.
            var name = SettingNameOf(resource);
            return new ResourceEndpoint(settings.Path ?? BuiltIn.GetValueOrDefault(name)?.Path ?? DerivedPath(name), [], settings.Key)
            {
                IsGuess = settings.SaysNothingOfThePath && !BuiltIn.ContainsKey(name),
            };
        }

        return BuiltIn.GetValueOrDefault(resource) ?? (KeyPart.IsName(resource) ? new ResourceEndpoint(DerivedPath(resource), []) { IsGuess = true } : null);
    }

    /// <summary>The English plural of a resource's name, as Stitchex's paths and responses use it.</summary>
    public static string PluralOf(string resource) => resource switch
    {
        _ when resource.EndsWith('y') && resource is not [.., 'a' or 'e' or 'i' or 'o' or 'u', _] => resource[..^1] + "ies",
        [.., 's' or 'x' or 'z'] or [.., 'c' or 's', 'h'] => resource + "es",
        _ => resource + "s",
    };

    private ResourceOptions? SettingsOf(string resource)
    {
        if (_settings.Count == 0)
        {
            return null;
        }

        return _settings.TryGetValue(resource, out var settings) || _settings.TryGetValue(SettingNameOf(resource), out settings) ? settings : null;
    }

    private static bool IsMeant(string name, string resource) =>
        name.Length == 0 || resource == name || resource.EndsWith($"_{name}", StringComparison.Ordinal);

    private static string DerivedPath(string resource) => $"/{PluralOf(resource)}/{{id}}";
}
