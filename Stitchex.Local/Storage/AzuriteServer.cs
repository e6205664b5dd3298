using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Stitchex.Local.Storage;

/// <summary>Azurite, Microsoft's storage emulator, installed and started as a child process that ends when this one does.</summary>
internal sealed partial class AzuriteServer : IAsyncDisposable
{
    // Keys of an emulator protect nothing. This one is public: it is the same in every emulator and known to Azure's SDKs.
    private const string DefaultKey = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    // Short, because hundreds of accounts have to fit into one environment variable (32 K characters on Windows).
    private const string ExtraKey = "c3RpdGNoZXg=";

    private const string AllAccounts = "*";

    private static readonly TimeSpan ReplyLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ShutdownLimit = TimeSpan.FromSeconds(10);

    private readonly FileLock? _dataFolderLock;
    private readonly ChildProcess _process;
    private readonly Dictionary<string, Uri> _endpoints = [];
    private readonly TaskCompletionSource _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SemaphoreSlim _oneCommand = new(1);
    private TaskCompletionSource? _response;

    private AzuriteServer(ProcessStartInfo start, FileLock? dataFolderLock)
    {
        _dataFolderLock = dataFolderLock;
        _process = new ChildProcess(start, "Azurite", onLog: null, OnOutput);
    }

    /// <summary>Gets the connection string of the default account, with the ports that Azurite listens on.</summary>
    public string ConnectionString => Account(AzuriteAccount.DefaultName).ConnectionString;

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
        var server = new AzuriteServer(StartInfo(options, AzuriteInstallation.Current), dataFolderLock);
        try
        {
            await server.ReplyOrExitAsync(server._listening.Task, "start", cancellationToken);
            await server.WaitUntilRespondingAsync(cancellationToken);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Gets one of the accounts that <see cref="AzuriteOptions.ExtraAccounts"/> named, or the default one.</summary>
    public AzuriteAccount Account(string name)
    {
        var key = name == AzuriteAccount.DefaultName ? DefaultKey : ExtraKey;
        var (blob, queue, table) = (new Uri(_endpoints["Blob"], name), new Uri(_endpoints["Queue"], name), new Uri(_endpoints["Table"], name));
        return new(
            this,
            name,
            $"DefaultEndpointsProtocol=http;AccountName={name};AccountKey={key};BlobEndpoint={blob};QueueEndpoint={queue};TableEndpoint={table};");
    }

    /// <summary>
    /// Moves the clock of all accounts forward. It decides when a queue message becomes visible or expires, and stands in the <c>Date</c>
    /// header of responses.
    /// </summary>
    public Task AdvanceClockAsync(TimeSpan by, CancellationToken cancellationToken = default) =>
        AdvanceClockAsync(AllAccounts, by, cancellationToken);

    /// <summary>Moves the clock of one account forward.</summary>
    /// <exception cref="AzuriteException">The process has ended or does not respond.</exception>
    public async Task AdvanceClockAsync(string accountName, TimeSpan by, CancellationToken cancellationToken = default)
    {
        // Storage's clock never goes back, and Azurite's indexes rely on that.
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        await _oneCommand.WaitAsync(cancellationToken);
        try
        {
            var response = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            Volatile.Write(ref _response, response);
            await _process.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"advance {accountName} {by.TotalMilliseconds:F0}"));

            // Not cancelled: a command that was sent takes effect, and its response must not be taken for that of the next.
            await ReplyOrExitAsync(response.Task, "move its clock", CancellationToken.None);
        }
        catch (IOException)
        {
            throw new AzuriteException(await Exited);
        }
        finally
        {
            _oneCommand.Release();
        }
    }

    /// <summary>Lets Azurite save its data and end, and kills it if it does not.</summary>
    public async ValueTask DisposeAsync()
    {
        await _process.StopAsync(ShutdownLimit);
        await _process.DisposeAsync();
        _oneCommand.Dispose();
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

    private async Task WaitUntilRespondingAsync(CancellationToken cancellationToken)
    {
        using var client = new HttpClient();

        foreach (var endpoint in _endpoints.Values)
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

    private async Task ReplyOrExitAsync(Task response, string whatItWasTo, CancellationToken cancellationToken)
    {
        try
        {
            await Task.WhenAny(response, Exited).WaitAsync(ReplyLimit, TimeProvider.System, cancellationToken);
        }
        catch (TimeoutException exception)
        {
            throw new AzuriteException(
                $"Azurite did not {whatItWasTo} within {ReplyLimit.TotalSeconds:F0} seconds. Look whether this machine is overloaded.",
                exception);
        }

        if (!response.IsCompletedSuccessfully)
        {
            throw new AzuriteException(await Exited);
        }
    }

    private void OnOutput(string line)
    {
        if (line.StartsWith("clock ", StringComparison.Ordinal))
        {
            Volatile.Read(ref _response)?.TrySetResult();
        }
        else if (Listening().Match(line) is { Success: true } match)
        {
            _endpoints[match.Groups["service"].Value] = new(match.Groups["address"].Value);
            if (_endpoints.Count == 3)
            {
                _listening.TrySetResult();
            }
        }
    }

    [GeneratedRegex(@"^Azurite (?<service>Blob|Queue|Table) service is successfully listening at (?<address>\S+)$")]
    private static partial Regex Listening();
}
