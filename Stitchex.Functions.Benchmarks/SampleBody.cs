using System.Buffers;
using System.Text.Json;

namespace Stitchex.Functions.Benchmarks;

/// <summary>Makes webhooks of a given size that look like those of an invoice with as many lines as it takes.</summary>
internal static class SampleBody
{
    /// <summary>Makes a webhook.</summary>
    /// <param name="recordId">The id of its record.</param>
    /// <param name="length">About how many bytes it has; never fewer.</param>
    public static byte[] Create(long recordId, int length)
    {
        var bytes = new ArrayBufferWriter<byte>(length + 1024);
        using var json = new Utf8JsonWriter(bytes);
        json.WriteStartObject();
        json.WriteString("event", "invoice_update");
        json.WriteStartObject("invoice");
        json.WriteNumber("id", recordId);
        json.WriteNumber("organisation_id", 9579);
        json.WriteString("updated_at", "2026-11-24T09:30:12.123Z");
        json.WriteString("status", "paid");
        json.WriteStartArray("line_items");
        for (var line = 1; json.BytesCommitted + json.BytesPending < length - 4; line++)
        {
            WriteLine(json, line);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
        json.Flush();
        return bytes.WrittenSpan.ToArray();
    }

    private static void WriteLine(Utf8JsonWriter json, int line)
    {
        json.WriteStartObject();
        json.WriteNumber("id", 5_000_000 + line);
        json.WriteString("product_name", "Merino crew neck, long sleeves");
        json.WriteString("colour", "Bleu de Gênes");
        json.WriteString("sku", "MCN-0417-BLU-38");
        json.WriteNumber("quantity", line % 7);
        json.WriteNumber("unit_price", 89.95m);
        json.WriteNull("discount");
        json.WriteBoolean("available", true);
        json.WriteEndObject();
    }
}
