using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
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

    private HookServer(Socket? socket)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = 64 * 1024 * 1024;
            kestrel.Listen((IPEndPoint?)socket?.LocalEndPoint ?? new IPEndPoint(IPAddress.Loopback, 0), listen =>
            {
                if (socket is null)
                {
                    listen.UseHttps(_certificate);
                }
            });
        });
        if (socket is not null)
        {
            builder.WebHost.UseSockets(sockets => sockets.CreateBoundListenSocket = _ => socket);
        }

        _server = builder.Build();
        _server.Run(ReceiveAsync);
    }

    /// <summary>Gets what was posted, in order.</summary>
    public IReadOnlyList<HookRequest> Requests => [.. _requests];

    /// <summary>Gets or sets how it responds.</summary>
    public Func<HttpContext, Task> Response { get; set; } = Status(StatusCodes.Status204NoContent);

    /// <summary>Gets what a response is to.</summary>
    public static HookRequest RequestOf(HttpContext context) => (HookRequest)context.Items[typeof(HookRequest)]!;

    /// <summary>Gets its address.</summary>
    public Uri Address => new($"{_server.Urls.Single()}/hooks?key=t0psecret");

    /// <summary>Gets what makes a client trust it, and nobody else.</summary>
    public SslClientAuthenticationOptions Trust => new()
    {
        RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate?.GetCertHashString() == _certificate.GetCertHashString(),
    };

    /// <summary>Starts one.</summary>
    /// <param name="socket">Where it listens, without TLS; null for HTTPS on any port.</param>
    public static async Task<HookServer> StartAsync(Socket? socket = null)
    {
        var server = new HookServer(socket);
        await server._server.StartAsync();
        return server;
    }

    /// <summary>A port of this machine on which nobody listens yet, and nobody else can.</summary>
    public static Socket Reserve()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return socket;
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
        var headers = new HeaderDictionary(context.Request.Headers.ToDictionary());
        var request = new HookRequest(context.Request.Path, headers, body.ToArray()) { Query = $"{context.Request.QueryString}" };
        _requests.Enqueue(request);
        context.Items[typeof(HookRequest)] = request;
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
