using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Stitchex.Functions.Configuration;
using Stitchex.Functions.Records;
using Stitchex.Functions.Storage;
using Stitchex.Functions.Telemetry;

namespace Stitchex.Functions.Destinations;

/// <summary>Registers the destinations that settings name, each as a handler of its own name.</summary>
internal static class DestinationHostExtensions
{
    /// <summary>Registers them. What their clients are made of is loaded with the first change that one of them gets.</summary>
    public static void AddDestinations(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<DestinationCatalogue>();
        builder.Services.AddSingleton<IValidateOptions<StitchexOptions>, DestinationsValidation>();
        builder.Services.AddSingleton(static provider => new DestinationRows(provider.GetRequiredService<StorageConnection>().Tables(ClientLimits.Processing)));
        foreach (var destination in new DestinationCatalogue(builder.Configuration).All)
        {
            builder.Services.AddKeyedSingleton(destination.Name, (provider, _) => CreateHandler(provider, destination));
            builder.Services.AddSingleton(new RecordHandlerRegistration(typeof(DestinationHandler), [.. destination.Options.Resources])
            {
                Name = destination.Name,
                ShortName = destination.Name,
                Resolve = provider => provider.GetRequiredKeyedService<DestinationHandler>(destination.Name),
            });
        }
    }

    private static DestinationHandler CreateHandler(IServiceProvider provider, Destination destination)
    {
        var time = provider.GetRequiredService<TimeProvider>();
        return new DestinationHandler(
            destination,
            DestinationClients.Create(provider, destination.Options),
            destination.Options.Script is { Length: > 0 } script ? ChangeScripts.Load(script) : null,
            ActivatorUtilities.CreateInstance<ChangeEvent>(provider),
            new DestinationState(
                destination.Name,
                provider.GetRequiredService<DestinationRows>(),
                provider.GetRequiredService<StorageClock>(),
                time,
                provider.GetRequiredService<IOptions<ProcessingOptions>>().Value,
                provider.GetRequiredService<ILogger<DestinationState>>()),
            time,
            provider.GetRequiredService<StitchexMetrics>());
    }
}
