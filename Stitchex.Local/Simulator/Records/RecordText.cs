using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Stitchex.Local.Simulator.Records;

/// <summary>The written form of records, with the habits that catch out readers.</summary>
internal static class RecordText
{
    /// <summary>Writes a record, its non-ASCII text either escaped or as UTF-8: Stitchex does both.</summary>
    public static byte[] Write(JsonObject record, bool escaped)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var encoder = escaped ? JavaScriptEncoder.Default : JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        using (var writer = new Utf8JsonWriter(buffer, new() { Encoder = encoder }))
        {
            record.WriteTo(writer);
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Tells how a record was written, so that its next version is written the same way.</summary>
    public static bool IsEscaped(ReadOnlySpan<byte> json) => !json.ContainsAnyExceptInRange((byte)0, (byte)127);

    public static JsonObject Parse(ReadOnlySpan<byte> json) =>
        JsonNode.Parse(json) as JsonObject ?? throw new ArgumentException("A record is a JSON object.", nameof(json));

    /// <summary>Gets the id as text: number 7 and string "7" name one record.</summary>
    public static string IdOf(ReadOnlyMemory<byte> json) =>
        TextOf(json, "id") is { Length: > 0 } id ? id : throw new ArgumentException("A record has an id.", nameof(json));

    /// <summary>Gets a string or number as text, of any JSON object: even of one that names a property twice.</summary>
    public static string? TextOf(ReadOnlyMemory<byte> json, string property)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.TryGetProperty(property, out var value)
            && value.ValueKind is JsonValueKind.String or JsonValueKind.Number
                ? value.ToString()
                : null;
    }
}
