using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Stitchex.Functions.Records;
using Stitchex.Functions.Tests.Records;
using Stitchex.Functions.Tests.Storage;
using Stitchex.Local.Simulator;
using Stitchex.Local.Simulator.Records;

namespace Stitchex.Functions.Tests.Telemetry;

/// <summary>An app with a simulated Stitchex, and all that it tells of its work.</summary>
public abstract class TelemetryTest(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>, IAsyncLifetime
{
    /// <summary>Gets the simulated Stitchex.</summary>
    internal StitchexSimulator Stitchex { get; private set; } = null!;

    /// <summary>Gets the app.</summary>
    internal ReceiverApp App { get; private set; } = null!;

    /// <summary>Gets what its handler does and sees.</summary>
    internal HandlerJournal Handler { get; } = new();

    /// <summary>Gets its measurements.</summary>
    internal RecordedMetrics Metrics { get; private set; } = null!;

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        Stitchex = await SimulatedStitchex.StartAsync();

        // What is measured is real time, of which a busy machine takes more.
        var settings = SimulatedStitchex.SettingsFor(
            Stitchex, ("Stitchex:Api:RequestTimeout", "00:01:15"), ("Stitchex:Api:FetchTimeout", "00:01:30"));
        App = await ReceiverApp.StartAsync(azurite, settings, services =>
        {
            services.AddSingleton(Handler).AddRecordHandler<RecordingHandler>();
            services.AddLogging(logging => logging.AddFakeLogging());
        });
        Metrics = new RecordedMetrics(App.Services);
    }

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        Metrics.Dispose();
        await App.DisposeAsync();
        await Stitchex.DisposeAsync();
    }

    /// <summary>The log events of a name, as level and fields.</summary>
    internal IReadOnlyList<(LogLevel Level, IReadOnlyDictionary<string, string?> Fields)> Logged(string name) =>
    [
        .. App.Services.GetFakeLogCollector().GetSnapshot()
            .Where(record => record.Id.Name == name)
            .Select(record => (record.Level, (IReadOnlyDictionary<string, string?>)record.StructuredState!.ToDictionary())),
    ];

    /// <summary>Receives the webhook of a change, and processes what is in the queue.</summary>
    internal async Task ProcessAsync(SimulatedChange change)
    {
        await App.ReceiveAsync(SimulatedStitchex.BodyOf(change));
        await App.ProcessAllAsync();
    }
}
