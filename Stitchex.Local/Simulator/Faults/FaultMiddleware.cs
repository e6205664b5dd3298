using System.IO.Compression;
using Microsoft.AspNetCore.Http;
using Stitchex.Local.Simulator.Api;

namespace Stitchex.Local.Simulator.Faults;

/// <summary>Does to a request what the fault that it meets says.</summary>
internal sealed class FaultMiddleware(RequestDelegate next, FaultInjector faults, TimeProvider time)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (faults.Take(context.Request) is not { } fault)
        {
            await next(context);
            return;
        }

        context.Features.Set(fault.Rule);
        if (fault.Rule.Kind is not FaultKind.Hold)
        {
            fault.SignalMet();
        }

        if (fault.Rule.Latency > TimeSpan.Zero)
        {
            await Task.Delay(fault.Rule.Latency, time, context.RequestAborted);
        }

        await ApplyAsync(context, fault);
    }

    private Task ApplyAsync(HttpContext context, Fault fault) => fault.Rule.Kind switch
    {
        FaultKind.Status => FalseResponses.StatusAsync(context, fault.Rule),
        FaultKind.Html => LoginPage.Response().ExecuteAsync(context),
        FaultKind.Empty => FalseResponses.EmptyAsync(context),
        FaultKind.NoContent => FalseResponses.NoContentAsync(context),
        FaultKind.LoginRedirect => FalseResponses.LoginRedirectAsync(context),
        FaultKind.Hang => HangAsync(context, fault),
        FaultKind.Hold => HoldAsync(context, fault),
        FaultKind.Reset => ResetAsync(context),
        FaultKind.CutOff => CutOffAsync(context),
        FaultKind.Truncated => TruncateAsync(context),
        FaultKind.Huge => ExcessiveResponses.HugeAsync(context),
        FaultKind.Bomb => ExcessiveResponses.BombAsync(context),
        FaultKind.EndlessHeaders => ExcessiveResponses.EndlessHeadersAsync(context),
        FaultKind.EndlessBody => ExcessiveResponses.EndlessBodyAsync(context, time),
        FaultKind.Gzip => CompressAsync(context, "gzip", stream => new GZipStream(stream, CompressionLevel.Fastest)),
        FaultKind.Brotli => CompressAsync(context, "br", stream => new BrotliStream(stream, CompressionLevel.Fastest)),
        FaultKind.NotGzip => MislabelAsync(context, "gzip"),
        FaultKind.NotBrotli => MislabelAsync(context, "br"),

        // The first is over once it has waited; what serves records looks for the others itself.
        FaultKind.Delay or FaultKind.WrongRecord or FaultKind.OtherOrganisation => next(context),
        _ => throw new InvalidOperationException($"{fault.Rule.Kind} is no fault."),
    };

    private async Task HangAsync(HttpContext context, Fault fault)
    {
        await fault.Ended.WaitAsync(context.RequestAborted);
        await next(context);
    }

    private async Task HoldAsync(HttpContext context, Fault fault)
    {
        var body = await ResponseBuffer.CaptureAsync(context, next);
        fault.SignalMet();
        await fault.Ended.WaitAsync(context.RequestAborted);
        await ResponseBuffer.SendAsync(context, body);
    }

    private static Task ResetAsync(HttpContext context)
    {
        context.Abort();
        return Task.CompletedTask;
    }

    private async Task CutOffAsync(HttpContext context)
    {
        var body = await ResponseBuffer.CaptureAsync(context, next);
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body.AsMemory(0, body.Length / 2), context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
        context.Abort();
    }

    private async Task TruncateAsync(HttpContext context)
    {
        var body = await ResponseBuffer.CaptureAsync(context, next);
        await ResponseBuffer.SendAsync(context, body.AsMemory(0, body.Length / 2));
    }

    private async Task MislabelAsync(HttpContext context, string encoding)
    {
        var body = await ResponseBuffer.CaptureAsync(context, next);
        context.Response.Headers.ContentEncoding = encoding;
        await ResponseBuffer.SendAsync(context, body);
    }

    private async Task CompressAsync(HttpContext context, string encoding, Func<Stream, Stream> compress)
    {
        var body = await ResponseBuffer.CaptureAsync(context, next);
        using var compressed = new MemoryStream();
        await using (var compressor = compress(compressed))
        {
            await compressor.WriteAsync(body, context.RequestAborted);
        }

        context.Response.Headers.ContentEncoding = encoding;
        await ResponseBuffer.SendAsync(context, compressed.ToArray());
    }
}
