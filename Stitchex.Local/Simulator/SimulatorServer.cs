using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Stitchex.Local.Simulator.Api;
using Stitchex.Local.Simulator.Control;
using Stitchex.Local.Simulator.Faults;
using Stitchex.Local.Simulator.Generation;
using Stitchex.Local.Simulator.Records;
using Stitchex.Local.Simulator.Webhooks;

namespace Stitchex.Local.Simulator;

/// <summary>Puts the parts of the simulator together behind one port.</summary>
internal static class SimulatorServer
{
    public static WebApplication Build(StitchexSimulatorOptions options, TimeProvider time, ILoggerFactory loggers)
    {
        // Empty: settings files and environment variables of the program around are not meant for this server.
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, options.Port));
        builder.Services.AddSingleton(options).AddSingleton(time).AddSingleton(loggers);
        builder.Services.AddRoutingCore().AddLogging();
        builder.Services.Replace(ServiceDescriptor.Singleton<IHostLifetime, PassiveLifetime>());
        AddParts(builder.Services);

        var server = builder.Build();
        server.UseWhen(IsControl, control => control.UseMiddleware<ControlErrorMiddleware>());
        server.UseWhen(context => !IsControl(context), api => api
            .UseMiddleware<RequestLogMiddleware>()
            .UseMiddleware<RateLimitMiddleware>()
            .UseMiddleware<FaultMiddleware>());
        server.UseRouting();
        MapApi(server);
        server.MapControl();
        return server;
    }

    private static bool IsControl(HttpContext context) => context.Request.Path.StartsWithSegments(ControlEndpoints.Path);

    private static void AddParts(IServiceCollection services)
    {
        services.AddSingleton(provider => new ServedResources(OptionsOf(provider).Resources));
        services.AddSingleton<RecordStore>().AddSingleton<ReplicaLag>().AddSingleton<VisibleRecords>();
        services.AddSingleton<RecordEditor>().AddSingleton<RecordDistortion>();
        services.AddSingleton<TokenStore>().AddSingleton<CurrentOrganisation>();
        services.AddSingleton<RequestRateLimit>().AddSingleton<RequestLog>();

        // A sequence for each, so that more chance in one place does not change what happens in another.
        services.AddSingleton(provider => new RecordGenerator(new(OptionsOf(provider).Seed), TimeOf(provider)));
        services.AddSingleton(provider => new FaultInjector(new(OptionsOf(provider).Seed + 1)));
        services.AddSingleton(provider => new WebhookSender(
            OptionsOf(provider).Webhooks,
            new(OptionsOf(provider).Seed + 2),
            TimeOf(provider),
            provider.GetRequiredService<ILogger<WebhookSender>>()));
    }

    private static void MapApi(IEndpointRouteBuilder routes)
    {
        routes.MapTokens();
        routes.MapLoginPage();
        var api = routes.MapGroup("").AddEndpointFilter<BearerFilter>();
        api.MapOrganisations();
        api.MapRecords();
    }

    private static StitchexSimulatorOptions OptionsOf(IServiceProvider provider) => provider.GetRequiredService<StitchexSimulatorOptions>();

    private static TimeProvider TimeOf(IServiceProvider provider) => provider.GetRequiredService<TimeProvider>();
}
