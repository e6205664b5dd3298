using Microsoft.Extensions.Logging.Abstractions;
using Stitchex.Functions.Storage;
using Stitchex.Local.Destinations;
using Stitchex.Local.Simulator;
using Stitchex.Local.Storage;

namespace Stitchex.Local.Lab;

/// <summary>What stays up while the functions do not: storage, a simulated Stitchex, and the destinations of changes.</summary>
internal sealed class LabStack : IAsyncDisposable
{
    private LabStack(AzuriteServer azurite, StitchexSimulator simulator, LocalDestinations destinations)
    {
        Destinations = destinations;
        Azurite = azurite;
        Simulator = simulator;
    }

    public AzuriteServer Azurite { get; }

    public StitchexSimulator Simulator { get; }

    /// <summary>Gets the systems that changes go on to, where the app's settings name them.</summary>
    public LocalDestinations Destinations { get; }

    public static async Task<LabStack> StartAsync(StitchexSimulatorOptions options, CancellationToken cancellationToken = default)
    {
        var azurite = await AzuriteServer.StartAsync(new AzuriteOptions(), progress: null, cancellationToken);
        try
        {
            await StorageSetup.CreateAsync(azurite.ConnectionString, cancellationToken);
            var simulator = new StitchexSimulator(TimeProvider.System, NullLoggerFactory.Instance);
            await simulator.StartAsync(options, cancellationToken);
            var destinations = await LocalDestinations.StartAsync(azurite.ConnectionString, known: [], cancellationToken);
            return new LabStack(azurite, simulator, destinations);
        }
        catch
        {
            await azurite.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Destinations.DisposeAsync();
        await Simulator.DisposeAsync();
        await Azurite.DisposeAsync();
    }
}
