using Microsoft.AspNetCore.Http;

namespace Stitchex.Local.Simulator.Faults;

/// <summary>Keeps a response back from the client, so that something can be done to it first.</summary>
internal static class ResponseBuffer
{
    /// <summary>Lets the usual response be made, and gives its body instead of sending it.</summary>
    public static async Task<byte[]> CaptureAsync(HttpContext context, RequestDelegate next)
    {
        var client = context.Response.Body;
        using var buffer = new MemoryStream();
        context.Response.Body = buffer;
        try
        {
            await next(context);
            await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
        }
        finally
        {
            context.Response.Body = client;
        }

        return buffer.ToArray();
    }

    /// <summary>Sends a body in full.</summary>
    public static async Task SendAsync(HttpContext context, ReadOnlyMemory<byte> body)
    {
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }
}
