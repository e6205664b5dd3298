namespace Stitchex.Local.Simulator.Records;

/// <summary>What a request asks for: one record of a resource, or a page of them when there is no id.</summary>
internal sealed record ResourceMatch(ResourceShape Shape, string? Id)
{
    /// <summary>Gets the path with a placeholder for the id, for counting.</summary>
    public string Template => PathOf("{id}");

    /// <summary>Gets the path with the id and nothing else: whatever more a query held, it is not logged.</summary>
    public string Path => PathOf(Id);

    private string PathOf(string? id) => (Id, Shape.IdParameter) switch
    {
        (null, _) => Shape.Path,
        (_, null) => $"{Shape.Path}/{id}",
        (_, { } parameter) => $"{Shape.Path}/?{parameter}={id}",
    };
}
