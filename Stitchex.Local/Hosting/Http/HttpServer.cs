using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Constraints;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Stitchex.Local.Hosting.Functions;

namespace Stitchex.Local.Hosting.Http;

/// <summary>Listens for HTTP requests on the loopback address and routes them as the host does.</summary>
internal sealed class HttpServer : IAsyncDisposable
{
    // The host's default; the app's own limit is lower.
    private const long LargestBody = 104_857_600;

    private readonly WebApplication _app;

    private HttpServer(WebApplication app) => _app = app;

    /// <summary>Gets where it listens.</summary>
    public Uri BaseAddress =>
        new(_app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single());

    /// <summary>Starts to listen.</summary>
    public static async Task<HttpServer> StartAsync(
        IReadOnlyList<FunctionDescriptor> functions,
        string routePrefix,
        int port,
        HttpFunctionHandler handler,
        AdminEndpoint admin,
        ILoggerFactory loggers,
        CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, port);
            kestrel.Limits.MaxRequestBodySize = LargestBody;
        });
        builder.Services.AddRouting();
        builder.Services.AddSingleton<IHostLifetime, NoSignals>();

        // How long stopping may take is said by whoever stops; the default would cut requests off after 30 seconds.
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = Timeout.InfiniteTimeSpan);
        builder.Services.AddSingleton(loggers);

        var app = builder.Build();
        app.UseRouter(Routes(app.Services.GetRequiredService<IInlineConstraintResolver>(), functions, routePrefix, handler, admin));

        await app.StartAsync(cancellationToken);
        return new(app);
    }

    /// <summary>Takes no more requests and waits for those under way, until the token is cancelled; then it cuts them off.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => _app.StopAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _app.DisposeAsync();

    // The host tries one route after the other, in the order of the functions' names, and a method that does not match makes a route not
    // match: so it responds 404, never 405. ASP.NET Core's newer endpoint routing would choose the best route, and respond 405.
    private static RouteCollection Routes(
        IInlineConstraintResolver constraints,
        IReadOnlyList<FunctionDescriptor> functions,
        string routePrefix,
        HttpFunctionHandler handler,
        AdminEndpoint admin)
    {
        var routes = new RouteCollection();
        routes.Add(Route(AdminEndpoint.Route, [HttpMethods.Post], admin.HandleAsync));

        foreach (var function in functions)
        {
            if (function.Trigger is HttpTrigger trigger)
            {
                routes.Add(Route(
                    PathOf(routePrefix, trigger),
                    trigger.Methods,
                    context => handler.HandleAsync(context, function, trigger)));
            }
        }

        return routes;

        Route Route(string template, IReadOnlyList<string> methods, RequestDelegate handle)
        {
            var methodConstraints = methods.Count == 0
                ? []
                : new Dictionary<string, object> { ["httpMethod"] = new HttpMethodRouteConstraint([.. methods]) };

            return new(new RouteHandler(handle), template, defaults: null, methodConstraints, dataTokens: null, constraints);
        }
    }

    /// <summary>Puts the prefix before a function's route.</summary>
    public static string PathOf(string routePrefix, HttpTrigger trigger) => $"{routePrefix}/{trigger.Route}".Trim('/');
}
