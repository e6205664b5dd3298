using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Stitchex.Functions.Configuration;
using Stitchex.Functions.Events;

namespace Stitchex.Functions.Api;

/// <summary>Hashes a record's content so that what does not matter (order of keys, white space, escapes, ignored paths) does not make a change.</summary>
internal sealed class RecordHash(IOptions<ProcessingOptions> options)
{
    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private readonly HashSet<string> _ignoredPaths = [.. options.Value.IgnoredPaths];

    /// <summary>The hash of a record.</summary>
    public string Compute(JsonElement record, ReadOnlySpan<byte> content)
    {
        var canonical = new ArrayBufferWriter<byte>(content.Length);
        try
        {
            using var writer = new Utf8JsonWriter(canonical, WriterOptions);
            Write(writer, record, path: "");
            writer.Flush();
        }
        catch (InvalidOperationException)
        {
            // A lone surrogate somewhere: no canonical form, so the bytes themselves have to do.
            return KeyPart.Hash(content);
        }

        return KeyPart.Hash(canonical.WrittenSpan);
    }

    private void Write(Utf8JsonWriter writer, JsonElement element, string path)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var property in LastOfEach(element))
                {
                    var inner = path.Length == 0 ? property.Key : $"{path}.{property.Key}";
                    if (!_ignoredPaths.Contains(inner))
                    {
                        writer.WritePropertyName(property.Key);
                        Write(writer, property.Value, inner);
                    }
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in element.EnumerateArray())
                {
                    Write(writer, item, path);
                }

                writer.WriteEndArray();
                break;
            case JsonValueKind.String:
                writer.WriteStringValue(element.GetString());
                break;
            default:
                writer.WriteRawValue(element.GetRawText(), skipInputValidation: true);
                break;
        }
    }

    private static SortedDictionary<string, JsonElement> LastOfEach(JsonElement element)
    {
        var properties = new SortedDictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var property in element.EnumerateObject())
        {
            properties[property.Name] = property.Value;
        }

        return properties;
    }
}
