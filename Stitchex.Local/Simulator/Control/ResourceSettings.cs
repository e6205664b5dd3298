using Stitchex.Local.Simulator.Records;

namespace Stitchex.Local.Simulator.Control;

/// <summary>Where a resource is served from now on, and in what; what is not given stays as it is.</summary>
internal sealed record ResourceSettings(string Name)
{
    public string? Path { get; init; }

    public string? Plural { get; init; }

    public RecordEnvelope? Envelope { get; init; }

    public RecordVersions? Versions { get; init; }

    public ListOrder? ListOrder { get; init; }

    public ListDefect? ListDefect { get; init; }

    public ResourceShape ApplyTo(ResourceShape shape) => shape with
    {
        Path = Path ?? shape.Path,
        Plural = Plural ?? shape.Plural,
        Envelope = Envelope ?? shape.Envelope,
        Versions = Versions ?? shape.Versions,
        List = new ListBehaviour(ListOrder ?? shape.List.Order, ListDefect ?? shape.List.Defect),
        IdParameter = Path is null ? shape.IdParameter : null,
    };
}
