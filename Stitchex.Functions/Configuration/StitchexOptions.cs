namespace Stitchex.Functions.Configuration;

/// <summary>Which events are wanted and how resources are found: the section <c>Stitchex</c>.</summary>
public sealed class StitchexOptions
{
    /// <summary>The name of the configuration section.</summary>
    public const string SectionName = "Stitchex";

    /// <summary>Gets the events that are stored but not processed: whole names (<c>product_update</c>) or all of a resource (<c>product_*</c>). The default is none.</summary>
    public IList<string> IgnoredEvents { get; } = [];

    /// <summary>Gets the resources that settings add or correct, by name.</summary>
    public IDictionary<string, ResourceOptions> Resources { get; } = new Dictionary<string, ResourceOptions>(StringComparer.Ordinal);
}
