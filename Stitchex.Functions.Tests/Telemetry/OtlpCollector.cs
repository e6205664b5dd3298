using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Stitchex.Functions.Tests.Telemetry;

/// <summary>Takes what an exporter sends by OTLP over HTTP, for a test to search.</summary>
internal sealed class OtlpCollector : IAsyncDisposable
{
    private readonly WebApplication _server;
    private readonly ConcurrentQueue<(string Path, string Content)> _received = [];

    private OtlpCollector()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _server = builder.Build();
        _server.MapPost("/v1/{signal}", TakeAsync);
    }

    /// <summary>Gets its address.</summary>
    public string Address => _server.Urls.Single();

    public static async Task<OtlpCollector> StartAsync()
    {
        var collector = new OtlpCollector();
        await collector._server.StartAsync();
        return collector;
    }

    /// <summary>What came of one kind: <c>traces</c>, <c>metrics</c> or <c>logs</c>. Texts in it can be searched for.</summary>
    public string Received(string signal) => string.Concat(_received.Where(received => received.Path == $"/v1/{signal}").Select(received => received.Content));

    /// <summary>The requests of one kind, as they came.</summary>
    public IEnumerable<byte[]> Requests(string signal) =>
        _received.Where(received => received.Path == $"/v1/{signal}").Select(received => Encoding.Latin1.GetBytes(received.Content));

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        _received.Enqueue((context.Request.Path, Encoding.Latin1.GetString(body.GetBuffer(), 0, (int)body.Length)));
    }
}
