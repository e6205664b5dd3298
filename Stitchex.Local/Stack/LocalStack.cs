using Microsoft.Extensions.Logging;
using Stitchex.Functions.Events;
using Stitchex.Functions.Functions;
using Stitchex.Local.Hosting;
using Stitchex.Local.Simulator;
using Stitchex.Local.Storage;

namespace Stitchex.Local.Stack;

/// <summary>Everything on one machine: storage, a simulated Stitchex, and the functions between them.</summary>
internal sealed class LocalStack : IAsyncDisposable
{
    private const int CoreToolsPort = 7071;

    private LocalStack(AzuriteServer? azurite, string storageConnectionString, StitchexSimulator simulator, FunctionsHost host)
    {
        Azurite = azurite;
        StorageConnectionString = storageConnectionString;
        Simulator = simulator;
        Host = host;
    }

    /// <summary>Gets the storage emulator; null where storage was there already.</summary>
    public AzuriteServer? Azurite { get; }

    /// <summary>Gets the connection string of storage.</summary>
    public string StorageConnectionString { get; }

    /// <summary>Gets the simulated Stitchex.</summary>
    public StitchexSimulator Simulator { get; }

    /// <summary>Gets the functions.</summary>
    public FunctionsHost Host { get; }

    /// <summary>Gets the URL that Stitchex is pointed at, with its key.</summary>
    public Uri WebhookUrl => Host.FunctionUrl(nameof(ReceiveWebhook));

    /// <summary>Starts everything, and points the simulated Stitchex at the functions.</summary>
    public static async Task<LocalStack> StartAsync(LocalStackOptions options, IProgress<string>? progress = null, CancellationToken cancellationToken = default)
    {
        AzuriteServer? azurite = null;
        StitchexSimulator? simulator = null;
        try
        {
            if (options.StorageConnectionString is null)
            {
                azurite = await AzuriteServer.StartAsync(new AzuriteOptions { PreferUsualPorts = options.PreferUsualPorts, DataFolder = options.DataFolder }, progress, cancellationToken);
            }

            var connection = options.StorageConnectionString ?? azurite!.ConnectionString;
            progress?.Report("Creating tables, queues and the container");
            await StorageSetup.CreateAsync(connection, cancellationToken);

            progress?.Report("Starting the simulated Stitchex");
            simulator = new StitchexSimulator(TimeProvider.System, LoggerFactory.Create(options.ConfigureLogging));
            await simulator.StartAsync(options.Simulator, cancellationToken);

            progress?.Report("Starting the functions");
            var host = await FunctionsHost.StartAsync(HostOptions(options, simulator, connection), cancellationToken);
            var stack = new LocalStack(azurite, connection, simulator, host);
            simulator.Webhooks.Options = simulator.Webhooks.Options with { Target = stack.WebhookUrl };
            return stack;
        }
        catch
        {
            await DisposeAsync(simulator);
            await DisposeAsync(azurite);
            throw;
        }
    }

    /// <summary>Stops the functions, then what they rely on.</summary>
    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        await Simulator.DisposeAsync();
        await DisposeAsync(Azurite);
    }

    private static FunctionsHostOptions HostOptions(LocalStackOptions options, StitchexSimulator simulator, string connection)
    {
        var settings = LocalSettings.Create(simulator, connection);
        foreach (var (name, value) in options.Settings)
        {
            settings[name] = value;
        }

        return new FunctionsHostOptions
        {
            AppFolder = options.AppFolder ?? new FunctionsHostOptions().AppFolder,
            HostJsonPath = options.HostJsonPath,
            Settings = settings,
            Extension = options.Extension,
            ConfigureLogging = options.ConfigureLogging,
            OnWorkerLog = options.OnWorkerLog,
            Port = options.Port ?? (options.PreferUsualPorts && LocalPort.IsFree(CoreToolsPort) ? CoreToolsPort : 0),
            Keys = options.Key is not { } key ? new() : new()
            {
                HostKey = key,
                FunctionKeys = new Dictionary<string, string> { [nameof(ReceiveWebhook)] = key },
            },
        };
    }

    private static ValueTask DisposeAsync(IAsyncDisposable? started) => started?.DisposeAsync() ?? ValueTask.CompletedTask;
}
