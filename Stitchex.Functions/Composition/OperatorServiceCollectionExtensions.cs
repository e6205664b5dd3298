using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Stitchex.Functions.Api;
using Stitchex.Functions.Configuration;
using Stitchex.Functions.Destinations;
using Stitchex.Functions.Events;
using Stitchex.Functions.Operations;
using Stitchex.Functions.Operations.Backfill;
using Stitchex.Functions.Operations.Destinations;
using Stitchex.Functions.Operations.Details;
using Stitchex.Functions.Operations.Differences;
using Stitchex.Functions.Operations.Erasing;
using Stitchex.Functions.Operations.Health;
using Stitchex.Functions.Operations.Jobs;
using Stitchex.Functions.Operations.Listing;
using Stitchex.Functions.Operations.OpenApi;
using Stitchex.Functions.Operations.Overview;
using Stitchex.Functions.Operations.Pausing;
using Stitchex.Functions.Operations.Quarantine;
using Stitchex.Functions.Operations.Reconcile;
using Stitchex.Functions.Operations.Redelivery;
using Stitchex.Functions.Operations.Searching;
using Stitchex.Functions.Operations.Status;
using Stitchex.Functions.Operations.Throughput;
using Stitchex.Functions.Processing;
using Stitchex.Functions.Receiving;
using Stitchex.Functions.Records;
using Stitchex.Functions.Storage;
using Stitchex.Functions.Telemetry;

namespace Stitchex.Functions.Composition;

/// <summary>Composes what serves operators.</summary>
internal static class OperatorServiceCollectionExtensions
{
    /// <summary>Adds all that the functions under <c>operations/</c> need, and <c>health</c>.</summary>
    public static IServiceCollection AddOperatorApi(this IServiceCollection services)
    {
        services.AddSingleton(static provider => new EventScan(Storage(provider), provider.GetRequiredService<StorageClock>()));
        services.AddSingleton(static provider => new WaitingEvents(Storage(provider), provider.GetRequiredService<StorageClock>()));
        services.AddSingleton(static provider => ActivatorUtilities.CreateInstance<StatusReader>(provider, Storage(provider)));
        services.AddSingleton(static provider => new StatusOperations(provider.GetRequiredService<StatusReader>()));
        services.AddSingleton<Dependencies>();
        services.AddSingleton(static provider => new HealthOperations(
            provider.GetRequiredService<Dependencies>(),
            provider.GetRequiredService<EventScan>(),
            provider.GetRequiredService<WaitingEvents>(),
            provider.GetRequiredService<LoginRetry>(),
            provider.GetRequiredService<StorageClock>(),
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(static provider => new OverviewOperations(new OverviewReader(
            Storage(provider),
            provider.GetRequiredService<EventScan>(),
            provider.GetRequiredService<WaitingEvents>(),
            provider.GetRequiredService<StatusReader>(),
            provider.GetRequiredService<StorageClock>())));
        services.AddSingleton<EventExplainer>();
        services.AddSingleton(static provider => new EventOperations(
            Storage(provider),
            provider.GetRequiredService<EventScan>(),
            provider.GetRequiredService<EventExplainer>(),
            provider.GetRequiredService<EventReplayer>(),
            provider.GetRequiredService<EventEnder>(),
            provider.GetRequiredService<StorageClock>()));
        services.AddSingleton(static provider => new EventEnder(
            Storage(provider), provider.GetRequiredService<StorageClock>(), provider.GetRequiredService<ILogger<EventEnder>>()));
        services.AddSingleton(static provider => ActivatorUtilities.CreateInstance<RecordSearch>(provider, Storage(provider)));
        services.AddSingleton(static provider => new SearchOperations(
            Storage(provider),
            provider.GetRequiredService<RecordSearch>(),
            provider.GetRequiredService<EventScan>(),
            provider.GetRequiredService<WaitingEvents>(),
            provider.GetRequiredService<StorageClock>()));
        services.AddSingleton<HandlerNames>();
        services.AddSingleton(static provider => new Redeliverer(
            Storage(provider), provider.GetRequiredService<StorageClock>(), provider.GetRequiredService<ILogger<Redeliverer>>()));
        services.AddSingleton(static provider => new RedeliveryOperations(
            Storage(provider), provider.GetRequiredService<Redeliverer>(), provider.GetRequiredService<HandlerNames>()));
        services.AddSingleton(static provider => new QuarantineOperations(
            Storage(provider), provider.GetRequiredService<QuarantineReplayer>()));
        services.AddSingleton(static provider => new QuarantineReplayer(
            Storage(provider),
            provider.GetRequiredService<WebhookReceiver>(),
            provider.GetRequiredService<IOptions<ProcessingOptions>>(),
            provider.GetRequiredService<ILogger<QuarantineReplayer>>()));
        services.AddSingleton(static provider => new PauseOperations(
            Storage(provider), provider.GetRequiredService<StorageClock>(), provider.GetRequiredService<ILogger<PauseOperations>>()));
        services.AddSingleton(static provider => new ThroughputOperations(
            new ThroughputReader(Storage(provider), provider.GetRequiredService<StorageClock>()),
            new OutcomeReader(Storage(provider), provider.GetRequiredService<StorageClock>())));
        services.AddSingleton(static provider => new DifferenceOperations(
            Storage(provider), provider.GetRequiredService<BlobRecordArchive>(), provider.GetRequiredService<ResourceCatalogue>()));
        services.AddSingleton(static provider => new RecordContentOperations(provider.GetRequiredService<BlobRecordArchive>()));
        services.AddSingleton(static provider => new ChangeOperations(
            Storage(provider),
            provider.GetRequiredService<BlobRecordArchive>(),
            () => ActivatorUtilities.CreateInstance<ChangeEvent>(provider)));
        services.AddSingleton(static provider => new JobRows(provider.GetRequiredService<StorageConnection>().Tables(ClientLimits.Processing)));
        services.AddSingleton(
            static provider => new FindingRows(provider.GetRequiredService<StorageConnection>().Tables(ClientLimits.Processing)));
        services.AddSingleton(static provider => ActivatorUtilities.CreateInstance<BackfillRunner>(provider, Storage(provider)));
        services.AddSingleton(static provider => ActivatorUtilities.CreateInstance<ListComparison>(provider, Storage(provider)));
        services.AddSingleton(static provider => new JobRunner(
            provider.GetRequiredService<JobRows>(),
            provider.GetRequiredService<EventScan>(),
            Storage(provider),
            provider.GetRequiredService<EventReplayer>(),
            provider.GetRequiredService<EventEnder>(),
            provider.GetRequiredService<Redeliverer>(),
            provider.GetRequiredService<BackfillRunner>(),
            ActivatorUtilities.CreateInstance<ReconcileRunner>(provider, Storage(provider)),
            new ErasureRunner(provider.GetRequiredService<RecordEraser>()),
            provider.GetRequiredService<QuarantineReplayer>(),
            provider.GetRequiredService<StorageClock>(),
            provider.GetRequiredService<ILogger<JobRunner>>()));
        services.AddSingleton(static provider => new JobOperations(
            provider.GetRequiredService<JobRows>(),
            Storage(provider),
            provider.GetRequiredService<HandlerNames>(),
            provider.GetRequiredService<StorageClock>(),
            provider.GetRequiredService<ILogger<JobOperations>>()));
        services.AddSingleton(static provider => new BackfillOperations(
            provider.GetRequiredService<JobOperations>(),
            provider.GetRequiredService<ResourceCatalogue>(),
            provider.GetRequiredService<IgnoredEvents>(),
            provider.GetRequiredService<IOptions<StitchexApiOptions>>(),
            provider.GetRequiredService<StorageClock>()));
        services.AddSingleton(static provider => new ReconcileOperations(
            provider.GetRequiredService<JobOperations>(),
            provider.GetRequiredService<JobRows>(),
            provider.GetRequiredService<FindingRows>(),
            provider.GetRequiredService<ResourceCatalogue>(),
            provider.GetRequiredService<IgnoredEvents>(),
            provider.GetRequiredService<IOptions<ReconcileOptions>>(),
            provider.GetRequiredService<IOptions<StitchexApiOptions>>(),
            provider.GetRequiredService<StorageClock>(),
            provider.GetRequiredService<ILogger<ReconcileOperations>>()));
        services.AddSingleton(static provider => ActivatorUtilities.CreateInstance<RecordEraser>(provider, Storage(provider)));
        services.AddSingleton(static provider => new ErasureOperations(
            provider.GetRequiredService<JobOperations>(),
            Storage(provider),
            provider.GetRequiredService<RecordEraser>(),
            provider.GetRequiredService<StorageClock>()));
        services.AddSingleton(static provider => new DestinationOperations(
            provider.GetRequiredService<DestinationCatalogue>(),
            provider.GetRequiredService<DestinationRows>(),
            provider.GetRequiredService<WaitingEvents>(),
            provider.GetRequiredKeyedService<DestinationHandler>,
            provider.GetRequiredService<ChangeOperations>(),
            provider.GetRequiredService<StorageClock>(),
            provider.GetRequiredService<StitchexMetrics>(),
            provider.GetRequiredService<ILogger<DestinationOperations>>()));
        services.AddSingleton<OpenApiOperations>();
        return services;
    }

    private static EventStorage Storage(IServiceProvider provider) => provider.GetRequiredKeyedService<EventStorage>(EventStorage.Processing);
}
