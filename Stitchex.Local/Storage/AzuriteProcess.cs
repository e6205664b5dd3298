using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Stitchex.Local.Storage;

/// <summary>A running Azurite as a process: what it prints, what it is told on stdin, and its end.</summary>
internal sealed partial class AzuriteProcess : IAsyncDisposable
{
    private const int RememberedErrorLines = 40;

    private static readonly TimeSpan ReplyLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ShutdownLimit = TimeSpan.FromSeconds(10);

    private readonly Process _process;
    private readonly Dictionary<string, Uri> _endpoints = [];
    private readonly Queue<string> _errors = new();
    private readonly TaskCompletionSource<AzuriteEndpoints> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SemaphoreSlim _oneCommand = new(1);
    private TaskCompletionSource<string>? _response;

    /// <summary>Starts the process.</summary>
    public AzuriteProcess(ProcessStartInfo startInfo)
    {
        startInfo.RedirectStandardInput = true;
        startInfo.RedirectStandardOutput = true;
        startInfo.RedirectStandardError = true;
        startInfo.CreateNoWindow = true;

        _process = new() { StartInfo = startInfo };
        _process.OutputDataReceived += (_, line) => OnOutput(line.Data);
        _process.ErrorDataReceived += (_, line) => OnError(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        Id = _process.Id;
        Exited = WaitForExitAsync();
    }

    /// <summary>Gets the id of the process.</summary>
    public int Id { get; }

    /// <summary>Gets the end of the process: its exit code and what it printed on stderr, in a sentence.</summary>
    public Task<string> Exited { get; }

    /// <summary>Waits until the three services listen.</summary>
    /// <exception cref="AzuriteException">They do not.</exception>
    public Task<AzuriteEndpoints> WaitUntilListeningAsync(CancellationToken cancellationToken) =>
        ReplyOrExitAsync(_listening.Task, "start", cancellationToken);

    /// <summary>Moves the clock of an account, or of all accounts (<c>*</c>), forward.</summary>
    /// <exception cref="AzuriteException">The process has ended or does not respond.</exception>
    public async Task AdvanceClockAsync(string account, TimeSpan by, CancellationToken cancellationToken)
    {
        await _oneCommand.WaitAsync(cancellationToken);

        try
        {
            var response = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
            Volatile.Write(ref _response, response);
            await WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"advance {account} {by.TotalMilliseconds:F0}"));

            // Not cancelled: a command that was sent takes effect, and its response must not be taken for that of the next.
            await ReplyOrExitAsync(response.Task, "move its clock", CancellationToken.None);
        }
        finally
        {
            _oneCommand.Release();
        }
    }

    /// <summary>Lets Azurite save its data and end, and kills it if it does not.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            _process.StandardInput.Close();
            await Exited.WaitAsync(ShutdownLimit, TimeProvider.System);
        }
        catch (Exception exception) when (exception is TimeoutException or IOException)
        {
            _process.Kill(entireProcessTree: true);
            await Exited;
        }

        _process.Dispose();
        _oneCommand.Dispose();
    }

    private async Task<string> WaitForExitAsync()
    {
        await _process.WaitForExitAsync();

        lock (_errors)
        {
            var printed = _errors.Count == 0 ? "It printed nothing on stderr." : "It printed:\n" + string.Join('\n', _errors);
            return $"Azurite ended with exit code {_process.ExitCode}. {printed}";
        }
    }

    private async Task WriteLineAsync(string line)
    {
        try
        {
            await _process.StandardInput.WriteLineAsync(line);
            await _process.StandardInput.FlushAsync();
        }
        catch (IOException)
        {
            throw new AzuriteException(await Exited);
        }
    }

    private async Task<T> ReplyOrExitAsync<T>(Task<T> response, string whatItWasTo, CancellationToken cancellationToken)
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

        return response.IsCompletedSuccessfully ? await response : throw new AzuriteException(await Exited);
    }

    private void OnOutput(string? line)
    {
        if (line is null)
        {
            return;
        }

        if (line.StartsWith("clock ", StringComparison.Ordinal))
        {
            Volatile.Read(ref _response)?.TrySetResult(line);
        }
        else if (Listening().Match(line) is { Success: true } match)
        {
            _endpoints[match.Groups["service"].Value] = new(match.Groups["address"].Value);

            if (_endpoints.Count == 3)
            {
                _listening.TrySetResult(new(_endpoints["Blob"], _endpoints["Queue"], _endpoints["Table"]));
            }
        }
    }

    private void OnError(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_errors)
        {
            _errors.Enqueue(line);

            if (_errors.Count > RememberedErrorLines)
            {
                _errors.Dequeue();
            }
        }
    }

    [GeneratedRegex(@"^Azurite (?<service>Blob|Queue|Table) service is successfully listening at (?<address>\S+)$")]
    private static partial Regex Listening();
}
