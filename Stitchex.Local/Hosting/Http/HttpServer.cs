using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Stitchex.Local.Simulator;

namespace Stitchex.Local.Hosting.Http;

/// <summary>Listens for HTTP requests on the loopback address and routes them as the host does.</summary>
internal sealed class HttpServer : IAsyncDisposable
{
    // The host's default; the app's own limit is lower.
    private const long LargestBody = 104_857_600;

    private readonly WebApplication _app;

    private HttpServer(WebApplication app) => _app = app;

    public Uri BaseAddress => new(_app.Urls.Single());

    public static async Task<HttpServer> StartAsync(HttpRoutes routes, int port, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, port);
            kestrel.Limits.MaxRequestBodySize = LargestBody;
        });
        builder.Services.AddRouting();
        builder.Services.AddSingleton<IHostLifetime, PassiveLifetime>();

        // How long stopping may take is said by whoever stops; the default would cut requests off after 30 seconds.
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = Timeout.InfiniteTimeSpan);
        builder.Services.AddSingleton(loggers);

        var app = builder.Build();
        app.UseRouter(routes.Create(app.Services.GetRequiredService<IInlineConstraintResolver>()));

        await app.StartAsync(cancellationToken);
        return new(app);
    }

    /// <summary>Takes no more requests and waits for those under way, until the token is cancelled; then it cuts them off.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => _app.StopAsync(cancellationToken);

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
