using System.Text.Json;
using System.Text.Json.Nodes;

namespace Stitchex.Functions.Benchmarks.Storage;

/// <summary>One row. Its properties are kept as the JSON that clients send and get.</summary>
/// <param name="PartitionKey">The key of its partition.</param>
/// <param name="RowKey">Its key in there.</param>
/// <param name="Json">The properties, its keys included.</param>
/// <param name="ETag">Its version.</param>
internal sealed record MemoryRow(string PartitionKey, string RowKey, byte[] Json, string ETag)
{
    private const string TypeSuffix = "@odata.type";

    /// <summary>Orders rows as tables do.</summary>
    public static readonly IComparer<MemoryRow> ByKeys = Comparer<MemoryRow>.Create((left, right) => string.CompareOrdinal(left.RowKey, right.RowKey));

    /// <summary>A row that stands for its key in comparisons.</summary>
    public static MemoryRow Key(string rowKey) => new("", rowKey, [], "");

    /// <summary>Makes a row of what a client sends.</summary>
    /// <param name="keys">The keys as the address says; null where the content does.</param>
    /// <param name="content">The content.</param>
    /// <param name="under">The row whose other properties stay; null for none.</param>
    /// <param name="etag">Its version.</param>
    public static MemoryRow From((string PartitionKey, string RowKey)? keys, ReadOnlyMemory<byte> content, MemoryRow? under, string etag)
    {
        var properties = JsonNode.Parse(content.Span)!.AsObject();
        properties.Remove("odata.etag");
        var (partitionKey, rowKey) = keys ?? ((string)properties[nameof(PartitionKey)]!, (string)properties[nameof(RowKey)]!);
        properties[nameof(PartitionKey)] = partitionKey;
        properties[nameof(RowKey)] = rowKey;
        if (under is not null)
        {
            var merged = JsonNode.Parse(under.Json)!.AsObject();
            foreach (var (name, value) in properties)
            {
                merged[name] = value?.DeepClone();
            }

            properties = merged;
        }

        return new(partitionKey, rowKey, JsonSerializer.SerializeToUtf8Bytes(properties), etag);
    }

    /// <summary>Writes the row as a client gets it.</summary>
    /// <param name="json">Takes it.</param>
    /// <param name="columns">The properties that it wants; null for all.</param>
    public void WriteTo(Utf8JsonWriter json, string[]? columns)
    {
        json.WriteStartObject();
        json.WriteString("odata.etag", ETag);
        using var properties = JsonDocument.Parse(Json);
        foreach (var property in properties.RootElement.EnumerateObject())
        {
            if (columns is null || columns.Contains(property.Name.Replace(TypeSuffix, "", StringComparison.Ordinal)))
            {
                property.WriteTo(json);
            }
        }

        json.WriteEndObject();
    }

    /// <summary>The value of a property as text; null where there is none.</summary>
    public string? Text(string name)
    {
        using var properties = JsonDocument.Parse(Json);
        return properties.RootElement.TryGetProperty(name, out var value) ? value.ToString() : null;
    }
}
