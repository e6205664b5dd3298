using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Stitchex.Functions.Tests.Destinations;

/// <summary>An HTTPS server on this machine that keeps what is posted to it, and responds as a test says.</summary>
internal sealed class HookServer : IAsyncDisposable
{
    private readonly X509Certificate2 _certificate = CreateCertificate();
    private readonly ConcurrentQueue<HookRequest> _requests = new();
    private readonly WebApplication _server;

    private HookServer()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = 64 * 1024 * 1024;
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(_certificate));
        });
        _server = builder.Build();
        _server.Run(ReceiveAsync);
    }

    /// <summary>Gets what was posted, in order.</summary>
    public IReadOnlyList<HookRequest> Requests => [.. _requests];

    /// <summary>Gets or sets how it responds.</summary>
    public Func<HttpContext, Task> Response { get; set; } = Status(StatusCodes.Status204NoContent);

    /// <summary>Gets its address.</summary>
    public Uri Address => new($"{_server.Urls.Single()}/hooks?key=t0psecret");

    /// <summary>Gets what makes a client trust it, and nobody else.</summary>
    public SslClientAuthenticationOptions Trust => new()
    {
        RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate?.GetCertHashString() == _certificate.GetCertHashString(),
    };

    public static async Task<HookServer> StartAsync()
    {
        var server = new HookServer();
        await server._server.StartAsync();
        return server;
    }

    /// <summary>A response with a status, and perhaps a header and a text.</summary>
    public static Func<HttpContext, Task> Status(int status, string? retryAfter = null, string text = "") => async context =>
    {
        context.Response.StatusCode = status;
        if (retryAfter is not null)
        {
            context.Response.Headers.RetryAfter = retryAfter;
        }

        if (text.Length > 0)
        {
            await context.Response.WriteAsync(text);
        }
    };

    public async ValueTask DisposeAsync()
    {
        await _server.StopAsync(new CancellationToken(canceled: true));
        await _server.DisposeAsync();
        _certificate.Dispose();
    }

    private async Task ReceiveAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        _requests.Enqueue(new HookRequest(context.Request.Path, new HeaderDictionary(context.Request.Headers.ToDictionary()), body.ToArray()));
        await Response(context);
    }

    private static X509Certificate2 CreateCertificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var now = TimeProvider.System.GetUtcNow();
        using var made = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), password: null);
    }
}
