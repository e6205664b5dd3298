using System.Text.Encodings.Web;
using System.Text.Json;

namespace Stitchex.Functions.Operations.Details;

/// <summary>Indents JSON. Numbers stay as they were written, and characters as a person reads them.</summary>
internal static class PrettyJson
{
    private static readonly JsonWriterOptions Indented = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>Indents a text.</summary>
    /// <param name="json">The text.</param>
    /// <param name="sortsNames">Whether the names of each object are sorted, so that two texts can be compared.</param>
    /// <param name="maxLength">How much of the result is kept, in bytes.</param>
    /// <returns>The start of the result; null where the text is no JSON.</returns>
    public static BoundedText? Write(ReadOnlyMemory<byte> json, bool sortsNames, int maxLength)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var buffer = new BoundedBuffer(maxLength);
            using var writer = new Utf8JsonWriter(buffer, Indented);
            Write(writer, document.RootElement, sortsNames, buffer);
            writer.Flush();
            return buffer.Text;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // No JSON, or a text with half of a surrogate pair.
            return null;
        }
    }

    private static void Write(Utf8JsonWriter writer, JsonElement element, bool sortsNames, BoundedBuffer buffer)
    {
        if (buffer.IsFull)
        {
            return;
        }

        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var property in sortsNames ? element.EnumerateObject().OrderBy(property => property.Name, StringComparer.Ordinal) : element.EnumerateObject().AsEnumerable())
                {
                    if (buffer.IsFull)
                    {
                        break;
                    }

                    writer.WritePropertyName(property.Name);
                    Write(writer, property.Value, sortsNames, buffer);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in element.EnumerateArray())
                {
                    if (buffer.IsFull)
                    {
                        break;
                    }

                    Write(writer, item, sortsNames, buffer);
                }

                writer.WriteEndArray();
                break;
            default:
                element.WriteTo(writer);
                break;
        }
    }
}
