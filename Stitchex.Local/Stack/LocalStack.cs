using Azure;
using Microsoft.Extensions.Logging;
using Stitchex.Functions.Storage;
using Stitchex.Functions.Triggers;
using Stitchex.Local.Destinations;
using Stitchex.Local.Hosting;
using Stitchex.Local.Simulator;
using Stitchex.Local.Storage;

namespace Stitchex.Local.Stack;

/// <summary>Everything on one machine: storage, a simulated Stitchex, and the functions between them.</summary>
internal sealed class LocalStack : IAsyncDisposable
{
    private const int CoreToolsPort = 7071;
    private const string SimulatorFile = "stitchex.json";
    private const string AppCategory = "Stitchex.Functions";
    private const string AnnouncementStart = "Functions: ";

    private static readonly TimeSpan DeliveryTimeout = TimeSpan.FromSeconds(30);

    private LocalStack(
        AzuriteServer? azurite,
        string storageConnectionString,
        StitchexSimulator simulator,
        LocalDestinations? destinations,
        FunctionsHost host,
        Task<string> announcement)
    {
        Destinations = destinations;
        Announcement = announcement;
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

    /// <summary>Gets the systems that changes go on to; null where there are none.</summary>
    public LocalDestinations? Destinations { get; }

    /// <summary>Gets the functions.</summary>
    public FunctionsHost Host { get; }

    /// <summary>Gets the URL that Stitchex is pointed at, with its key.</summary>
    public Uri WebhookUrl => Host.FunctionUrl(nameof(ReceiveWebhook));

    /// <summary>Gets what the app says of its functions and handlers, on one line, when it starts.</summary>
    public Task<string> Announcement { get; }

    /// <summary>Starts everything, and points the simulated Stitchex at the functions.</summary>
    /// <exception cref="StackException">The port is taken, or storage cannot be used.</exception>
    public static async Task<LocalStack> StartAsync(LocalStackOptions options, IProgress<string>? progress = null, CancellationToken cancellationToken = default)
    {
        if (options.Port is { } port && !LocalPort.IsFree(port))
        {
            throw new StackException(
                $"Port {port} of 127.0.0.1 is taken, or kept for administrators. Choose another port, or end what listens there.");
        }

        AzuriteServer? azurite = null;
        StitchexSimulator? simulator = null;
        LocalDestinations? destinations = null;
        try
        {
            if (options.StorageConnectionString is null)
            {
                azurite = await AzuriteServer.StartAsync(new AzuriteOptions { PreferUsualPorts = options.PreferUsualPorts, DataFolder = options.DataFolder }, progress, cancellationToken);
            }

            var connection = options.StorageConnectionString ?? azurite!.ConnectionString;
            progress?.Report("Creating tables, queues and the container");
            await CreateStorageAsync(connection, cancellationToken);

            progress?.Report("Starting the simulated Stitchex");
            simulator = new StitchexSimulator(TimeProvider.System, LoggerFactory.Create(options.ConfigureLogging));
            var dataFile = options.DataFolder is { } folder ? Path.Combine(Path.GetFullPath(folder), SimulatorFile) : null;
            await simulator.StartAsync(options.Simulator with { DataFile = dataFile }, cancellationToken);

            if (options.HasDestinations)
            {
                progress?.Report("Starting two destinations");
                destinations = await LocalDestinations.StartAsync(connection, simulator.RecordsToExpect(), cancellationToken);
            }

            progress?.Report("Starting the functions");
            var announcement = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
            var host = await FunctionsHost.StartAsync(HostOptions(options, SettingsOf(options, simulator, connection, destinations), announcement), cancellationToken);
            var stack = new LocalStack(azurite, connection, simulator, destinations, host, announcement.Task);
            simulator.Webhooks.Options = simulator.Webhooks.Options with { Target = stack.WebhookUrl };
            simulator.Webhooks.SendUndelivered();
            return stack;
        }
        catch
        {
            await DisposeAsync(destinations);
            await DisposeAsync(simulator);
            await DisposeAsync(azurite);
            throw;
        }
    }

    /// <summary>Stops the functions, then what they rely on.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await Host.DisposeAsync();
            await DisposeAsync(Destinations);
            await Simulator.DisposeAsync();
        }
        finally
        {
            await DisposeAsync(Azurite);
        }
    }

    private static async Task CreateStorageAsync(string connection, CancellationToken cancellationToken)
    {
        try
        {
            await StorageSetup.CreateAsync(connection, cancellationToken);
        }
        catch (Exception e) when (e
            is RequestFailedException or AggregateException or FormatException or ArgumentException or InvalidOperationException)
        {
            // A connection string holds a key, and so may a message about it.
            throw new StackException(
                $"Tables, queues and the container cannot be made in storage ({e.GetType().Name}). Look at {LocalSettings.Storage}.", e);
        }
    }

    private static Dictionary<string, string> SettingsOf(
        LocalStackOptions options, StitchexSimulator simulator, string connection, LocalDestinations? destinations)
    {
        var settings = LocalSettings.Create(simulator, connection);
        SettingNames.Put(settings, destinations?.SettingsWith(DeliveryTimeout) ?? new Dictionary<string, string>());
        SettingNames.Put(settings, options.Settings);
        return settings;
    }

    private static FunctionsHostOptions HostOptions(
        LocalStackOptions options, Dictionary<string, string> settings, TaskCompletionSource<string> announcement) =>
        new()
        {
            AppFolder = options.AppFolder ?? new FunctionsHostOptions().AppFolder,
            HostJsonPath = options.HostJsonPath,
            Settings = settings,
            Extension = options.Extension,
            ConfigureLogging = options.ConfigureLogging,
            OnWorkerLog = (category, message) =>
            {
                options.OnWorkerLog(category, message);
                if (category == AppCategory && message.StartsWith(AnnouncementStart, StringComparison.Ordinal))
                {
                    announcement.TrySetResult(message);
                }
            },
            Port = options.Port ?? (options.PreferUsualPorts && LocalPort.IsFree(CoreToolsPort) ? CoreToolsPort : 0),
            Keys = options.Key is not { } key ? new() : new()
            {
                HostKey = key,
                FunctionKeys = new Dictionary<string, string> { [nameof(ReceiveWebhook)] = $"{key}-webhook" },
            },
        };

    private static ValueTask DisposeAsync(IAsyncDisposable? started) => started?.DisposeAsync() ?? ValueTask.CompletedTask;
}
