namespace Stitchex.Functions.Configuration;

/// <summary>Where the API keeps the records of one resource: a section <c>Stitchex:Resources:&lt;name&gt;</c>, which corrects or extends the built-in catalogue.</summary>
public sealed class ResourceOptions
{
    /// <summary>The name of the configuration section that holds one section per resource.</summary>
    public const string SectionName = "Stitchex:Resources";

    /// <summary>Gets or sets the path of one record, with <c>{id}</c> where its id goes: <c>/pick_tickets/{id}</c>. When it is not set, the catalogue's, or the plural of the resource's name.</summary>
    public string? Path { get; set; }

    /// <summary>Gets or sets the key under which the response holds the record. When it is not set, the resource's name and then its plural are tried, then the response itself.</summary>
    public string? Key { get; set; }

    /// <summary>Gets the further keys under which a webhook may carry this resource's record, such as <c>delivery</c> for <c>receiving_ticket</c>.</summary>
    public IList<string> Aliases { get; } = [];

    /// <summary>
    /// Gets or sets the members of the resource's records that people know them by, separated by commas:
    /// <c>order_number, purchase_order_ref</c>. When it is not set, those that Stitchex is known to use.
    /// </summary>
    public string? Numbers { get; set; }

    /// <summary>Gets the members in <see cref="Numbers"/>; null when it is not set.</summary>
    internal IReadOnlyList<string>? NumberMembers =>
        string.IsNullOrWhiteSpace(Numbers) ? null : Numbers.Split(',', StringSplitOptions.TrimEntries);

    /// <summary>
    /// Gets a value indicating whether only <see cref="Numbers"/> is set, so that the path is as much of a guess as without settings.
    /// </summary>
    internal bool SaysNothingOfThePath => this is { Path: null, Key: null, Aliases.Count: 0 };
}
