using System.Diagnostics;

namespace Stitchex.Local.Storage;

/// <summary>Azurite, Microsoft's storage emulator, installed and started as a child process that ends when this one does.</summary>
internal sealed class AzuriteServer : IAsyncDisposable
{
    // Keys of an emulator protect nothing. This one is public: it is the same in every emulator and known to Azure's SDKs.
    private const string DefaultKey = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    // Short, because hundreds of accounts have to fit into one environment variable (32 K characters on Windows).
    private const string ExtraKey = "c3RpdGNoZXg=";

    private const string AllAccounts = "*";

    private readonly AzuriteProcess _process;
    private readonly AzuriteEndpoints _endpoints;
    private readonly FileLock? _dataFolderLock;

    private AzuriteServer(AzuriteProcess process, AzuriteEndpoints endpoints, FileLock? dataFolderLock)
    {
        _process = process;
        _endpoints = endpoints;
        _dataFolderLock = dataFolderLock;
    }

    /// <summary>Gets the connection string of the default account, with the ports that Azurite listens on.</summary>
    public string ConnectionString => Account(AzuriteAccount.DefaultName).ConnectionString;

    /// <summary>Gets the id of the process.</summary>
    public int ProcessId => _process.Id;

    /// <summary>Gets the end of the process, whatever caused it: its exit code and what it printed on stderr, in a sentence.</summary>
    public Task<string> Exited => _process.Exited;

    /// <summary>Installs Azurite if this version is not there yet, starts it, and waits until its three services respond.</summary>
    /// <exception cref="AzuriteException">It cannot be installed or started; the message says why and what to do.</exception>
    public static async Task<AzuriteServer> StartAsync(
        AzuriteOptions options,
        IProgress<string>? progress = null,
        CancellationToken cancellationToken = default)
    {
        await NodeJs.EnsureUsableAsync(cancellationToken: cancellationToken);
        await AzuriteInstallation.Current.EnsureAsync(progress, cancellationToken);

        if (options.DataFolder is { } given)
        {
            // Azurite runs in a folder of its own, and would look for a relative one there.
            options = options with { DataFolder = Path.GetFullPath(given) };
        }

        var dataFolderLock = options.DataFolder is { } folder ? TakeDataFolder(folder) : null;
        var process = new AzuriteProcess(StartInfo(options, AzuriteInstallation.Current));

        try
        {
            var endpoints = await process.WaitUntilListeningAsync(cancellationToken);
            await WaitUntilRespondingAsync(endpoints, cancellationToken);
            return new(process, endpoints, dataFolderLock);
        }
        catch
        {
            await process.DisposeAsync();
            dataFolderLock?.Dispose();
            throw;
        }
    }

    /// <summary>Gets one of the accounts that <see cref="AzuriteOptions.ExtraAccounts"/> named, or the default one.</summary>
    public AzuriteAccount Account(string name) =>
        new(this, name, _endpoints.ConnectionStringOf(name, name == AzuriteAccount.DefaultName ? DefaultKey : ExtraKey));

    /// <summary>
    /// Moves the clock of all accounts forward. It decides when a queue message becomes visible or expires, and stands in the <c>Date</c>
    /// header of responses.
    /// </summary>
    public Task AdvanceClockAsync(TimeSpan by, CancellationToken cancellationToken = default) =>
        AdvanceClockAsync(AllAccounts, by, cancellationToken);

    /// <summary>Moves the clock of one account forward.</summary>
    public Task AdvanceClockAsync(string accountName, TimeSpan by, CancellationToken cancellationToken = default)
    {
        // Storage's clock never goes back, and Azurite's indexes rely on that.
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        return _process.AdvanceClockAsync(accountName, by, cancellationToken);
    }

    /// <summary>Lets Azurite save its data and end.</summary>
    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _dataFolderLock?.Dispose();
    }

    private static FileLock TakeDataFolder(string folder)
    {
        Directory.CreateDirectory(folder);

        return FileLock.TryTake(Path.Combine(folder, "in-use.lock")) ?? throw new AzuriteException(
            $"The data in '{folder}' is in use by another Azurite of Stitchex.Local. Stop that one, or give this one another folder.");
    }

    private static ProcessStartInfo StartInfo(AzuriteOptions options, AzuriteInstallation installation)
    {
        var usualPorts = options.PreferUsualPorts && Enumerable.Range(10000, 3).All(LocalPort.IsFree);
        string[] arguments =
        [
            "--require", installation.Preload, installation.Script,
            "--blobPort", usualPorts ? "10000" : "0",
            "--queuePort", usualPorts ? "10001" : "0",
            "--tablePort", usualPorts ? "10002" : "0",
            "--skipApiVersionCheck", "--disableTelemetry", "--silent",
            .. options.DataFolder is { } folder ? ["--location", folder] : (string[])["--inMemoryPersistence"],
        ];

        var startInfo = new ProcessStartInfo(NodeJs.Command, arguments) { WorkingDirectory = Path.GetDirectoryName(installation.Preload)! };
        startInfo.Environment["AZURITE_ACCOUNTS"] = string.Join(
            ';', [$"{AzuriteAccount.DefaultName}:{DefaultKey}", .. options.ExtraAccounts.Select(name => $"{name}:{ExtraKey}")]);

        // What Azurite's telemetry library heeds besides the argument.
        startInfo.Environment["APPLICATION_INSIGHTS_NO_STATSBEAT"] = "true";
        startInfo.Environment["APPLICATION_INSIGHTS_NO_DIAGNOSTIC_CHANNEL"] = "true";

        // Left over from other work, these would move the data into a database, or load other scripts first.
        startInfo.Environment.Remove("AZURITE_DB");
        startInfo.Environment.Remove("NODE_OPTIONS");

        return startInfo;
    }

    private static async Task WaitUntilRespondingAsync(AzuriteEndpoints endpoints, CancellationToken cancellationToken)
    {
        using var client = new HttpClient();

        foreach (var endpoint in (Uri[])[endpoints.Blob, endpoints.Queue, endpoints.Table])
        {
            try
            {
                // Any response will do; without a signature it is a rejection.
                using var response = await client.GetAsync(new Uri(endpoint, AzuriteAccount.DefaultName), cancellationToken);
            }
            catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                throw new AzuriteException($"Azurite was started and does not respond at {endpoint} within {client.Timeout.TotalSeconds:0} s. Look at what else this machine does, and try again.");
            }
        }
    }
}
