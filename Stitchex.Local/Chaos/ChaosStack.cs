using Microsoft.Extensions.Logging.Abstractions;
using Stitchex.Functions.Storage;
using Stitchex.Local.Simulator;
using Stitchex.Local.Storage;

namespace Stitchex.Local.Chaos;

/// <summary>What stays up while the functions do not: storage, and a simulated Stitchex.</summary>
internal sealed class ChaosStack : IAsyncDisposable
{
    private ChaosStack(AzuriteServer azurite, StitchexSimulator simulator)
    {
        Azurite = azurite;
        Simulator = simulator;
    }

    /// <summary>Gets the storage emulator.</summary>
    public AzuriteServer Azurite { get; }

    /// <summary>Gets the simulated Stitchex.</summary>
    public StitchexSimulator Simulator { get; }

    /// <summary>Starts both, with a Stitchex whose webhooks behave as badly as chaos has them.</summary>
    public static Task<ChaosStack> StartAsync(ChaosOptions options, IProgress<string>? progress = null, CancellationToken cancellationToken = default) =>
        StartAsync(new StitchexSimulatorOptions { Seed = options.Seed, Webhooks = ChaosChanges.Webhooks }, progress, cancellationToken);

    /// <summary>Starts both.</summary>
    public static async Task<ChaosStack> StartAsync(StitchexSimulatorOptions options, IProgress<string>? progress = null, CancellationToken cancellationToken = default)
    {
        var azurite = await AzuriteServer.StartAsync(new AzuriteOptions(), progress, cancellationToken);
        try
        {
            await StorageSetup.CreateAsync(azurite.ConnectionString, cancellationToken);
            var simulator = new StitchexSimulator(TimeProvider.System, NullLoggerFactory.Instance);
            await simulator.StartAsync(options, cancellationToken);
            return new ChaosStack(azurite, simulator);
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
        await Simulator.DisposeAsync();
        await Azurite.DisposeAsync();
    }
}
