using System.IO.Compression;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Stitchex.Local.Simulator.Faults;

/// <summary>Responses that are more than a client should take. Each ends when the client hangs up.</summary>
internal static class ExcessiveResponses
{
    private const int Chunks = 200;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private static readonly byte[] Chunk = FilledWith((byte)'x', 1024 * 1024);

    public static Task HugeAsync(HttpContext context) => WriteAsync(context, context.Response.Body);

    public static async Task BombAsync(HttpContext context)
    {
        context.Response.Headers.ContentEncoding = "gzip";
        await using var compressor = new GZipStream(context.Response.Body, CompressionLevel.Fastest, leaveOpen: true);
        await WriteAsync(context, compressor);
    }

    // Kestrel sends headers all at once, so these go past it.
    public static async Task EndlessHeadersAsync(HttpContext context)
    {
        var connection = context.Features.GetRequiredFeature<IConnectionTransportFeature>().Transport.Output;
        await connection.WriteAsync("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"u8.ToArray(), context.RequestAborted);
        while (!(await connection.WriteAsync("X-Page: 1234567890123456789012345678901234567890\r\n"u8.ToArray(), context.RequestAborted)).IsCompleted)
        {
        }

        context.Abort();
    }

    public static async Task EndlessBodyAsync(HttpContext context, TimeProvider time)
    {
        context.Response.ContentType = "application/json; charset=utf-8";
        while (true)
        {
            await context.Response.Body.WriteAsync(" "u8.ToArray(), context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await Task.Delay(Pause, time, context.RequestAborted);
        }
    }

    private static async Task WriteAsync(HttpContext context, Stream body)
    {
        context.Response.ContentType = "application/json; charset=utf-8";
        await body.WriteAsync("{\"id\":\""u8.ToArray(), context.RequestAborted);
        for (var i = 0; i < Chunks; i++)
        {
            await body.WriteAsync(Chunk, context.RequestAborted);
        }

        await body.WriteAsync("\"}"u8.ToArray(), context.RequestAborted);
    }

    private static byte[] FilledWith(byte value, int length)
    {
        var bytes = new byte[length];
        Array.Fill(bytes, value);
        return bytes;
    }
}
