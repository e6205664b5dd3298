using Microsoft.Extensions.Logging.Abstractions;
using Stitchex.Functions.Storage;
using Stitchex.Local.Destinations;
using Stitchex.Local.Simulator;
using Stitchex.Local.Storage;

namespace Stitchex.Local.Chaos;

/// <summary>What stays up while the functions do not: storage, a simulated Stitchex, and the destinations of changes.</summary>
internal sealed class ChaosStack : IAsyncDisposable
{
    private ChaosStack(AzuriteServer azurite, StitchexSimulator simulator, LocalDestinations destinations)
    {
        Destinations = destinations;
        Azurite = azurite;
        Simulator = simulator;
    }

    /// <summary>Gets the storage emulator.</summary>
    public AzuriteServer Azurite { get; }

    /// <summary>Gets the simulated Stitchex.</summary>
    public StitchexSimulator Simulator { get; }

    /// <summary>Gets the systems that changes go on to, where the app's settings name them.</summary>
    public LocalDestinations Destinations { get; }

    /// <summary>Starts all, with a Stitchex whose webhooks behave as badly as chaos has them.</summary>
    public static Task<ChaosStack> StartAsync(ChaosOptions options, IProgress<string>? progress = null, CancellationToken cancellationToken = default) =>
        StartAsync(new StitchexSimulatorOptions { Seed = options.Seed, Webhooks = ChaosChanges.Webhooks }, progress, cancellationToken);

    /// <summary>Starts all.</summary>
    public static async Task<ChaosStack> StartAsync(StitchexSimulatorOptions options, IProgress<string>? progress = null, CancellationToken cancellationToken = default)
    {
        var azurite = await AzuriteServer.StartAsync(new AzuriteOptions(), progress, cancellationToken);
        try
        {
            await StorageSetup.CreateAsync(azurite.ConnectionString, cancellationToken);
            var simulator = new StitchexSimulator(TimeProvider.System, NullLoggerFactory.Instance);
            await simulator.StartAsync(options, cancellationToken);
            var destinations = await LocalDestinations.StartAsync(azurite.ConnectionString, known: [], cancellationToken);
            return new ChaosStack(azurite, simulator, destinations);
        }
        catch
        {
            await azurite.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Destinations.DisposeAsync();
        await Simulator.DisposeAsync();
        await Azurite.DisposeAsync();
    }
}
