using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using Stitchex.Functions.Api;

namespace Stitchex.Functions.Operations.Erasing;

/// <summary>Looks for a record in bodies and messages that could not be read.</summary>
internal sealed partial class RecordEraser
{
    private const int MaxUnpacked = 8 * 1024 * 1024;

    // Not an id of something else, such as organisation_id, nor the end of another word, nor the beginning of another number.
    private static Regex PatternOf(string resource, string id)
    {
        var name = Regex.Escape(resource);
        return new Regex(
            $@"(?<![a-z_-])(?:(?:(?:{name}|record)[_-]?)?id|{name})\W{{1,6}}{Regex.Escape(id)}(?![\w-])(?!\.\d*[1-9])",
            RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
    }

    private static string TextOf(ReadOnlyMemory<byte> content) =>
        Encoding.UTF8.GetString(BodyEncoding.IsGzip(content.Span) ? Unpacked(content) : content.Span);

    // Of a body that is damaged, or longer than is quarantined, as much as can be unpacked.
    private static byte[] Unpacked(ReadOnlyMemory<byte> content)
    {
        using var unpacked = new MemoryStream();
        try
        {
            using var unpacking = new GZipStream(new MemoryStream(content.ToArray(), writable: false), CompressionMode.Decompress);
            var buffer = new byte[4096];
            for (var read = unpacking.Read(buffer); read > 0 && unpacked.Length < MaxUnpacked; read = unpacking.Read(buffer))
            {
                unpacked.Write(buffer, 0, read);
            }
        }
        catch (InvalidDataException)
        {
            // As much as there is.
        }

        return unpacked.ToArray();
    }
}
