using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using StandardWebhooks;
using StandardWebhooks.Diagnostics;
using Stitchex.Local.Simulator;

namespace Stitchex.Local.Destinations;

/// <summary>A system that changes are posted to: it verifies each signature, and keeps what it got.</summary>
internal sealed class DestinationReceiver : IAsyncDisposable
{
    private readonly ConcurrentQueue<ReceivedChange> _changes = new();
    private readonly StandardWebhook _webhook;
    private readonly WebApplication _server;
    private int _rejected;

    private DestinationReceiver()
    {
        _webhook = new StandardWebhook(Secret);
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port: 0));
        builder.Services.Replace(ServiceDescriptor.Singleton<IHostLifetime, PassiveLifetime>());
        _server = builder.Build();
        _server.Run(ReceiveAsync);
    }

    /// <summary>Gets the secret that both sides know.</summary>
    public string Secret { get; } = $"whsec_{Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))}";

    public string Address => _server.Urls.Single();

    public IReadOnlyList<ReceivedChange> Changes => [.. _changes];

    /// <summary>Gets how many requests it rejected, because their signature is wrong.</summary>
    public int Rejected => _rejected;

    public static async Task<DestinationReceiver> StartAsync(CancellationToken cancellationToken)
    {
        var receiver = new DestinationReceiver();
        await receiver._server.StartAsync(cancellationToken);
        return receiver;
    }

    public async ValueTask DisposeAsync()
    {
        await _server.StopAsync(new CancellationToken(canceled: true));
        await _server.DisposeAsync();
    }

    private async Task ReceiveAsync(HttpContext context)
    {
        using var buffer = new MemoryStream();
        await context.Request.Body.CopyToAsync(buffer, context.RequestAborted);
        var body = buffer.ToArray();
        try
        {
            _webhook.Verify(Encoding.UTF8.GetString(body), context.Request.Headers);
        }
        catch (WebhookVerificationException)
        {
            Interlocked.Increment(ref _rejected);
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        if (context.Request.Method == HttpMethods.Post && context.Request.ContentType?.StartsWith("application/cloudevents+json", StringComparison.Ordinal) == true)
        {
            _changes.Enqueue(ReceivedChange.Parse(body));
        }

        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }
}
