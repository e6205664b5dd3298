using System.IO.Compression;
using System.Text;

namespace Stitchex.Functions.Api;

/// <summary>Recognises content that is JSON in another form than UTF-8, so that it is unpacked, or an error names the cause.</summary>
internal static class BodyEncoding
{
    private static ReadOnlySpan<byte> GzipMark => [0x1F, 0x8B];

    /// <summary>Whether content is compressed with gzip. JSON never begins like that, so no header is needed to tell.</summary>
    public static bool IsGzip(ReadOnlySpan<byte> content) => content.StartsWith(GzipMark);

    /// <summary>Unpacks gzip, up to a limit.</summary>
    /// <param name="content">The compressed content.</param>
    /// <param name="limit">The largest content that is taken, in bytes.</param>
    /// <returns>The content; null where it is larger.</returns>
    /// <exception cref="InvalidDataException">The content is damaged, or breaks off.</exception>
    public static async Task<ReadOnlyMemory<byte>?> UnpackAsync(ReadOnlyMemory<byte> content, int limit)
    {
        await using var packed = new MemoryStream(content.ToArray(), writable: false);
        await using var unpacking = new GZipStream(packed, CompressionMode.Decompress);
        return await ResponseReader.ReadAsync(unpacking, announced: 0, limit, CancellationToken.None);
    }

    /// <summary>Says why content cannot be read as JSON in UTF-8, as the end of a sentence; null where its start does not tell.</summary>
    /// <param name="content">The content without its byte order mark.</param>
    public static string? CauseIn(ReadOnlySpan<byte> content) => content switch
    {
        _ when IsGzip(content) => "is compressed with gzip",
        _ when content.StartsWith(Encoding.UTF8.Preamble) => "begins with two byte order marks",
        [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] or [0, not 0, ..] or [not 0, 0, ..] => "is UTF-16 and not UTF-8",
        _ => null,
    };
}
