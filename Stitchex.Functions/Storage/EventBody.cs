using System.IO.Compression;
using Azure.Data.Tables;

namespace Stitchex.Functions.Storage;

/// <summary>Keeps an event's body in its row, in as many binary properties as it takes.</summary>
internal static class EventBody
{
    /// <summary>The largest body that is kept, in bytes; of larger ones only their id and hash are.</summary>
    public const int MaxLength = 512 * 1024;

    private const int CompressFrom = 4 * 1024;
    private const int MaxPropertyLength = 64 * 1024;
    private const string Encoding = "BodyEncoding";
    private const string Gzip = "gzip";

    /// <summary>The name of the property that tells the body's length in bytes, as it was received.</summary>
    public const string LengthProperty = "BodyLength";

    /// <summary>Puts a body into a new row.</summary>
    public static void Write(TableEntity entity, ReadOnlyMemory<byte> body)
    {
        entity[LengthProperty] = body.Length;
        if (body.Length > MaxLength)
        {
            return;
        }

        var kept = body.Length > CompressFrom ? Compress(body) : body;
        if (kept.Length < body.Length)
        {
            entity[Encoding] = Gzip;
        }
        else
        {
            kept = body;
        }

        for (var part = 0; part * MaxPropertyLength < kept.Length; part++)
        {
            entity[Part(part)] = BinaryData.FromBytes(kept[(part * MaxPropertyLength)..Math.Min((part + 1) * MaxPropertyLength, kept.Length)]);
        }
    }

    /// <summary>Reads a body from a row; null where none was kept, or what is there is none.</summary>
    public static ReadOnlyMemory<byte>? Read(TableEntity entity)
    {
        try
        {
            return ReadParts(entity);
        }
        catch (Exception e) when (e is InvalidDataException or InvalidOperationException)
        {
            // Edited by hand: it explains, and decides nothing.
            return null;
        }
    }

    /// <summary>Compresses bytes with gzip, which every storage browser can open.</summary>
    public static ReadOnlyMemory<byte> Compress(ReadOnlyMemory<byte> bytes)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(bytes.Span);
        }

        return compressed.GetBuffer().AsMemory(0, (int)compressed.Length);
    }

    /// <summary>The opposite of <see cref="Compress"/>.</summary>
    public static ReadOnlyMemory<byte> Decompress(byte[] compressed)
    {
        using var gzip = new GZipStream(new MemoryStream(compressed), CompressionMode.Decompress);
        using var bytes = new MemoryStream();
        gzip.CopyTo(bytes);
        return bytes.ToArray();
    }

    private static ReadOnlyMemory<byte>? ReadParts(TableEntity entity)
    {
        using var kept = new MemoryStream();
        for (var part = 0; entity.GetBinaryData(Part(part)) is { } bytes; part++)
        {
            kept.Write(bytes);
        }

        if (kept.Length == 0)
        {
            return null;
        }

        return entity.GetString(Encoding) == Gzip ? Decompress(kept.ToArray()) : kept.ToArray();
    }

    private static string Part(int part) => $"Body{part}";
}
