using System.Buffers;
using System.Text;
using System.Text.Json;
using Stitchex.Local.Simulator.Records;

namespace Stitchex.Local.Simulator.Api;

/// <summary>Puts records into the envelopes of the API, their bytes untouched.</summary>
internal static class RecordResponse
{
    /// <summary>Writes the response to a request for one record; only a list envelope can hold more than one, or none.</summary>
    public static ReadOnlyMemory<byte> One(ResourceShape shape, IReadOnlyList<ReadOnlyMemory<byte>> records) => shape.Envelope switch
    {
        RecordEnvelope.Bare => records[0],
        RecordEnvelope.Singular => Write(writer => WriteRaw(writer, shape.Name, records[0])),
        RecordEnvelope.Plural => Write(writer => WriteRaw(writer, shape.Plural, records[0])),
        RecordEnvelope.List => Write(writer => WriteList(writer, shape.Plural, records)),
        _ => throw new InvalidOperationException($"{shape.Envelope} is no envelope."),
    };

    /// <summary>Writes one page of a list.</summary>
    public static ReadOnlyMemory<byte> Page(ResourceShape shape, IReadOnlyList<RecordVersion> records, int page)
    {
        var pages = Math.Max(1, (records.Count + shape.PageSize - 1) / shape.PageSize);
        var shown = shape.List.Page(records, page, pages, shape.PageSize);
        if (shape.List.Defect == ListDefect.Bare)
        {
            return Encoding.UTF8.GetBytes($"[{string.Join(',', shown.Select(json => Encoding.UTF8.GetString(json.Span)))}]");
        }

        return Write(writer =>
        {
            WriteList(writer, shape.Plural, shown);
            writer.WriteStartObject("meta");
            writer.WriteNumber("current_page", page);
            WriteNumberOrNull(writer, "next_page", shape.List.NextOf(page, pages));
            WriteNumberOrNull(writer, "prev_page", page > 1 ? page - 1 : null);
            writer.WriteNumber("total_pages", pages);
            writer.WriteNumber("total_count", records.Count);
            writer.WriteEndObject();
        });
    }

    private static ReadOnlyMemory<byte> Write(Action<Utf8JsonWriter> members)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            members(writer);
            writer.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    private static void WriteRaw(Utf8JsonWriter writer, string key, ReadOnlyMemory<byte> record)
    {
        writer.WritePropertyName(key);
        writer.WriteRawValue(record.Span);
    }

    private static void WriteList(Utf8JsonWriter writer, string key, IEnumerable<ReadOnlyMemory<byte>> records)
    {
        writer.WriteStartArray(key);
        foreach (var record in records)
        {
            writer.WriteRawValue(record.Span);
        }

        writer.WriteEndArray();
    }

    private static void WriteNumberOrNull(Utf8JsonWriter writer, string key, int? value)
    {
        if (value is { } number)
        {
            writer.WriteNumber(key, number);
        }
        else
        {
            writer.WriteNull(key);
        }
    }
}
