using System.Net;
using Azure.Core.Pipeline;
using Microsoft.Extensions.Azure;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Http.Resilience;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Polly;
using Stitchex.Functions.Api;
using Stitchex.Functions.Configuration;
using Stitchex.Functions.Dashboard;
using Stitchex.Functions.Destinations;
using Stitchex.Functions.Events;
using Stitchex.Functions.Operations;
using Stitchex.Functions.Operations.Jobs;
using Stitchex.Functions.Operations.Reconcile;
using Stitchex.Functions.Operations.Listing;
using Stitchex.Functions.Processing;
using Stitchex.Functions.Protocol;
using Stitchex.Functions.Receiving;
using Stitchex.Functions.Records;
using Stitchex.Functions.Storage;
using Stitchex.Functions.Telemetry;

namespace Stitchex.Functions.Composition;

/// <summary>Composes the receiver.</summary>
public static class StitchexReceiverHostExtensions
{
    // How long requests are held back after the API failed too often.
    private static readonly TimeSpan BreakDuration = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan DnsLifetime = TimeSpan.FromMinutes(5);

    /// <summary>Adds all that the receiver's functions need. Settings are checked when the host starts, all of them at once.</summary>
    /// <param name="builder">The app's builder.</param>
    /// <returns>The same builder.</returns>
    public static IHostApplicationBuilder AddStitchexReceiver(this IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);

        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddMetrics();
        builder.Services.AddSingleton<StitchexMetrics>();
        AddSettings(builder.Services);
        AddStorage(builder.Services);
        AddApi(builder.Services);
        AddReceiving(builder.Services);
        AddProcessing(builder.Services);
        AddOperations(builder.Services);
        builder.Services.AddOperatorApi();
        builder.Services.AddSingleton<DashboardPage>();
        builder.Services.AddRecordHandler<BlobRecordArchive>();
        builder.AddDestinations();
        builder.Services.AddHostedService<AppDescription>();
        return builder;
    }

    private static void AddSettings(IServiceCollection services)
    {
        AddOptions<StitchexApiOptions>(services, StitchexApiOptions.SectionName);
        AddOptions<ProcessingOptions>(services, ProcessingOptions.SectionName);
        AddOptions<RetentionOptions>(services, RetentionOptions.SectionName);
        AddOptions<ReconcileOptions>(services, ReconcileOptions.SectionName);
        AddOptions<StitchexOptions>(services, StitchexOptions.SectionName);
        AddOptions<TelemetryOptions>(services, TelemetryOptions.SectionName);
        services.AddSingleton<IValidateOptions<TelemetryOptions>, TelemetryOptionsAttributes>();
        services.AddSingleton<IValidateOptions<StitchexApiOptions>, StitchexApiOptionsAttributes>();
        services.AddSingleton<IValidateOptions<StitchexApiOptions>, StitchexApiOptionsValidation>();
        services.AddSingleton<IValidateOptions<ProcessingOptions>, ProcessingOptionsAttributes>();
        services.AddSingleton<IValidateOptions<ProcessingOptions>, ProcessingOptionsValidation>();
        services.AddSingleton<IValidateOptions<RetentionOptions>, RetentionOptionsAttributes>();
        services.AddSingleton<IValidateOptions<ReconcileOptions>, ReconcileSchedule>();
        services.AddSingleton<IValidateOptions<StitchexOptions>, StitchexOptionsValidation>();
        services.AddSingleton<IValidateOptions<StitchexOptions>, StorageConnectionValidation>();
        services.AddSingleton<IValidateOptions<StitchexOptions>, UnknownSettingsValidation>();
    }

    private static void AddOptions<TOptions>(IServiceCollection services, string sectionName)
        where TOptions : class
    {
        services.AddSingleton(provider => new SettingsBinding<TOptions>(provider.GetRequiredService<IConfiguration>(), sectionName));
        services.AddSingleton<IConfigureOptions<TOptions>>(static provider => provider.GetRequiredService<SettingsBinding<TOptions>>());
        services.AddSingleton<IValidateOptions<TOptions>>(static provider => provider.GetRequiredService<SettingsBinding<TOptions>>());
        services.AddOptions<TOptions>().ValidateOnStart();
    }

    private static void AddStorage(IServiceCollection services)
    {
        services.AddAzureClientsCore();
        services.AddSingleton<StorageConnection>();
        services.AddSingleton<StorageClock>();
        services.AddSingleton<HttpPipelinePolicy, StorageClockPolicy>();
        services.AddHostedService<EmulatorSetup>();
        AddEventStorage(services, EventStorage.Ingress, ClientLimits.Ingress);
        AddEventStorage(services, EventStorage.Processing, ClientLimits.Processing);
        services.AddSingleton(static provider =>
            new BlobRecordArchive(
                provider.GetRequiredService<StorageConnection>().Container(StorageNames.RecordsContainer, ClientLimits.Processing),
                provider.GetRequiredService<ILogger<BlobRecordArchive>>()));
    }

    private static void AddEventStorage(IServiceCollection services, string name, ClientLimits limits) =>
        services.AddKeyedSingleton(name, (provider, _) => new EventStorage(provider.GetRequiredService<StorageConnection>(), limits));

    private static void AddApi(IServiceCollection services)
    {
        services.AddHttpClient(StitchexApi.HttpClientName)
            .ConfigureHttpClient(static (provider, client) =>
            {
                var root = provider.GetRequiredService<IOptions<StitchexApiOptions>>().Value.BaseAddress.AbsoluteUri;
                client.BaseAddress = new Uri(root.EndsWith('/') ? root : root + "/");
                client.Timeout = Timeout.InfiniteTimeSpan;
                client.DefaultRequestHeaders.Accept.ParseAdd("application/json");
                client.DefaultRequestHeaders.UserAgent.ParseAdd("Stitchex.Functions");
            })
            .ConfigurePrimaryHttpMessageHandler(static () => new SocketsHttpHandler
            {
                // A redirect would lead to a login page, with our token on the way.
                AllowAutoRedirect = false,
                AutomaticDecompression = DecompressionMethods.All,

                // Changes of DNS are seen by new connections; so the handler itself need not be replaced.
                PooledConnectionLifetime = DnsLifetime,
                UseCookies = false,
            })
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            .RemoveAllLoggers()
            .AddHttpMessageHandler<ApiRequestTelemetry>()
            .AddResilienceHandler(StitchexApi.HttpClientName, static (pipeline, context) =>
            {
                pipeline.TimeProvider = context.ServiceProvider.GetRequiredService<TimeProvider>();
                var throttle = context.ServiceProvider.GetRequiredService<RequestThrottle>();
                pipeline.AddCircuitBreaker(new HttpCircuitBreakerStrategyOptions
                {
                    FailureRatio = 0.5,
                    MinimumThroughput = 20,
                    SamplingDuration = TimeSpan.FromSeconds(30),
                    BreakDuration = BreakDuration,

                    // Nobody waits inside a function for a breaker: the throttle sends events back into the queue.
                    OnOpened = args =>
                    {
                        throttle.Suspend(args.BreakDuration, "The API failed too often of late.");
                        return ValueTask.CompletedTask;
                    },

                    // A fetch that runs out of time cancels its request.
                    ShouldHandle = static args => ValueTask.FromResult(
                        !StitchexApi.IsForList(args.Context.GetRequestMessage())
                        && (HttpClientResiliencePredicates.IsTransient(args.Outcome) || args.Outcome.Exception is OperationCanceledException)),
                });
                pipeline.AddTimeout(context.ServiceProvider.GetRequiredService<IOptions<StitchexApiOptions>>().Value.RequestTimeout);
            });
        services.AddTransient<ApiRequestTelemetry>();
        services.AddSingleton<StitchexApi>();
        services.AddSingleton<LoginRequests>();
        services.AddSingleton<StitchexLogin>();
        services.AddSingleton<ResourceCatalogue>();
        services.AddSingleton<RecordHash>();
        services.AddSingleton<RecordReader>();
        services.AddSingleton<RequestThrottle>();
        services.AddSingleton<LoginRetry>();
        services.AddSingleton<ServedRecords>();
        services.AddSingleton<ApiStanding>();
        services.AddSingleton<StitchexApiClient>();
    }

    private static void AddReceiving(IServiceCollection services) => services.AddSingleton(static provider => new WebhookReceiver(
        provider.GetRequiredKeyedService<EventStorage>(EventStorage.Ingress),
        provider.GetRequiredService<ResourceCatalogue>(),
        provider.GetRequiredService<StorageClock>(),
        provider.GetRequiredService<TimeProvider>(),
        provider.GetRequiredService<StitchexMetrics>(),
        provider.GetRequiredService<ILogger<WebhookReceiver>>()));

    private static void AddProcessing(IServiceCollection services)
    {
        services.AddSingleton(static provider => new EventTransitions(provider.GetRequiredService<IOptions<ProcessingOptions>>().Value));
        services.AddSingleton<IgnoredEvents>();
        services.AddSingleton<RecordChangeFactory>();
        services.AddSingleton<RecordDispatcher>();
        services.AddSingleton<AttemptsInHand>();
        services.AddHostedService(static provider => provider.GetRequiredService<AttemptsInHand>());
        services.AddSingleton<PauseSwitch>();
        services.AddSingleton<ProcessingPolicyReader>();
        services.AddSingleton(static provider => new EventProcessor(
            provider.GetRequiredKeyedService<EventStorage>(EventStorage.Processing),
            provider.GetRequiredService<EventTransitions>(),
            provider.GetRequiredService<PauseSwitch>(),
            provider.GetRequiredService<ProcessingPolicyReader>(),
            provider.GetRequiredService<StitchexApiClient>(),
            provider.GetRequiredService<RecordChangeFactory>(),
            provider.GetRequiredService<RecordDispatcher>(),
            provider.GetRequiredService<AttemptsInHand>(),
            provider.GetRequiredService<ResourceCatalogue>(),
            provider.GetRequiredService<StorageClock>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<IOptions<ProcessingOptions>>(),
            provider.GetRequiredService<StitchexMetrics>(),
            provider.GetRequiredService<ILogger<EventProcessor>>()));
    }

    private static void AddOperations(IServiceCollection services)
    {
        services.AddSingleton(static provider => new PoisonedMessages(
            provider.GetRequiredKeyedService<EventStorage>(EventStorage.Processing),
            provider.GetRequiredService<IOptions<ProcessingOptions>>(),
            provider.GetRequiredService<ILogger<PoisonedMessages>>()));
        services.AddSingleton(static provider => new EventSweeper(
            provider.GetRequiredKeyedService<EventStorage>(EventStorage.Processing),
            provider.GetRequiredService<EventTransitions>(),
            provider.GetRequiredService<JobRunner>(),
            new EventScan(provider.GetRequiredKeyedService<EventStorage>(EventStorage.Processing), provider.GetRequiredService<StorageClock>()),
            provider.GetRequiredService<StorageClock>(),
            provider.GetRequiredService<StitchexMetrics>(),
            provider.GetRequiredService<ILogger<EventSweeper>>()));
        services.AddSingleton(static provider => new EventPurger(
            provider.GetRequiredKeyedService<EventStorage>(EventStorage.Processing),
            provider.GetRequiredService<JobRows>(),
            provider.GetRequiredService<StorageClock>(),
            provider.GetRequiredService<IOptions<RetentionOptions>>(),
            provider.GetRequiredService<ILogger<EventPurger>>()));
        services.AddSingleton(static provider => new EventReplayer(
            provider.GetRequiredKeyedService<EventStorage>(EventStorage.Processing),
            provider.GetRequiredService<StorageClock>(),
            provider.GetRequiredService<ILogger<EventReplayer>>()));
    }
}
