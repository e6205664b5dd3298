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
}
