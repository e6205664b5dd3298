namespace Stitchex.Functions.Api;

/// <summary>Reads responses whole, unpacked, and never more of them than is allowed: what a response says of its own length is believed only as far as that.</summary>
internal static class ResponseReader
{
    private const int SmallestBuffer = 16 * 1024;

    private static ReadOnlySpan<byte> ByteOrderMark => "\uFEFF"u8;

    /// <summary>Reads a response.</summary>
    /// <param name="response">The response, of which the headers have been read.</param>
    /// <param name="limit">The largest body that is taken, in bytes.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    public static async Task<ApiResponse> ReadAsync(HttpResponseMessage response, int limit, CancellationToken cancellationToken)
    {
        var result = new ApiResponse(response.StatusCode) { MediaType = response.Content.Headers.ContentType?.MediaType };
        var announced = response.Content.Headers.ContentLength ?? 0;
        if (announced > limit)
        {
            return result with { Defect = ResponseDefect.TooLarge };
        }

        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            return await ReadAsync(body, (int)announced, limit, cancellationToken) is { } bytes
                ? result with { Body = bytes.Span.StartsWith(ByteOrderMark) ? bytes[ByteOrderMark.Length..] : bytes }
                : result with { Defect = ResponseDefect.TooLarge };
        }
        catch (Exception e) when (e is InvalidDataException or InvalidOperationException and not ObjectDisposedException)
        {
            // What the streams for gzip and Brotli throw.
            return result with { Defect = ResponseDefect.Malformed };
        }
    }

    /// <summary>Reads a stream to its end.</summary>
    /// <returns>What it held; null where that is more than the limit, of which one byte at most is read.</returns>
    public static async Task<ReadOnlyMemory<byte>?> ReadAsync(Stream body, int announced, int limit, CancellationToken cancellationToken)
    {
        // One byte more than is expected, and than is taken, so that the end and one byte too many are seen without a larger buffer.
        var largest = limit + 1;
        var buffer = new byte[Math.Min(Math.Max(announced + 1, SmallestBuffer), largest)];
        var length = 0;
        int read;
        while ((read = await body.ReadAsync(buffer.AsMemory(length), cancellationToken)) > 0)
        {
            length += read;
            if (length > limit)
            {
                return null;
            }

            if (length == buffer.Length)
            {
                Array.Resize(ref buffer, length < limit / 2 ? 2 * length : largest);
            }
        }

        return buffer.AsMemory(0, length);
    }
}
