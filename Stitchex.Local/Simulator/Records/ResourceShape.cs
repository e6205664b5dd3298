namespace Stitchex.Local.Simulator.Records;

/// <summary>One kind of record: where the API serves it, and in what.</summary>
internal sealed record ResourceShape(string Name, string Plural)
{
    public string Path { get; init; } = $"/{Plural}";

    public RecordEnvelope Envelope { get; init; } = RecordEnvelope.Singular;

    /// <summary>Gets the query parameter that carries the id, where the id is not part of the path.</summary>
    public string? IdParameter { get; init; }

    public int PageSize { get; init; } = 100;

    /// <summary>Gets which versions its records show.</summary>
    public RecordVersions Versions { get; init; }

    /// <summary>Gets how it is listed.</summary>
    public ListBehaviour List { get; init; } = new();

    public bool HasSinceId { get; init; }

    public bool HasSinceCreatedAt { get; init; }

    /// <summary>Gets the key that a delete webhook carries its object under, where it is not the name.</summary>
    public string? DeleteKey { get; init; }
}
