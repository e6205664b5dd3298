using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Stitchex.Functions.Benchmarks.Storage;

/// <summary>Storage that takes everything and keeps nothing. It listens on the loopback address, as an emulator does.</summary>
internal sealed class InstantStorage : IAsyncDisposable
{
    // That of every emulator.
    private const string Key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private const string Sent =
        "<?xml version=\"1.0\" encoding=\"utf-8\"?><QueueMessagesList><QueueMessage><MessageId>4b1b1c1e-0000-4000-8000-000000000001</MessageId>"
        + "<InsertionTime>Tue, 24 Nov 2026 09:30:12 GMT</InsertionTime><ExpirationTime>Fri, 31 Dec 9999 23:59:59 GMT</ExpirationTime>"
        + "<PopReceipt>AgAAAAMAAAAAAAAA</PopReceipt><TimeNextVisible>Tue, 24 Nov 2026 09:30:12 GMT</TimeNextVisible></QueueMessage></QueueMessagesList>";

    private static readonly byte[] SentBytes = Encoding.UTF8.GetBytes(Sent);

    private readonly TimeSpan _delay;
    private readonly WebApplication _server;

    private InstantStorage(TimeSpan delay)
    {
        _delay = delay;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _server = builder.Build();
        _server.Run(RespondAsync);
    }

    /// <summary>Gets its connection string. The account's name is not an emulator's, so the app creates nothing when it starts.</summary>
    public string ConnectionString
    {
        get
        {
            var address = new Uri(_server.Urls.Single());
            return $"DefaultEndpointsProtocol=http;AccountName=instant;AccountKey={Key};BlobEndpoint={address}instant;"
                + $"QueueEndpoint={address}instant;TableEndpoint={address}instant;";
        }
    }

    /// <summary>Starts it.</summary>
    /// <param name="delay">How long each response takes.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<InstantStorage> StartAsync(TimeSpan delay, CancellationToken cancellationToken)
    {
        var storage = new InstantStorage(delay);
        await storage._server.StartAsync(cancellationToken);
        return storage;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task RespondAsync(HttpContext context)
    {
        await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
        if (_delay > TimeSpan.Zero)
        {
            await Task.Delay(_delay, TimeProvider.System, context.RequestAborted);
        }

        if (context.Request.Path.Value!.EndsWith("/messages", StringComparison.Ordinal))
        {
            context.Response.StatusCode = StatusCodes.Status201Created;
            context.Response.ContentType = "application/xml";
            await context.Response.Body.WriteAsync(SentBytes, context.RequestAborted);
        }
        else
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            context.Response.Headers.ETag = "\"1\"";
        }
    }
}
