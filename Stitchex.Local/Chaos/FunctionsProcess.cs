using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Stitchex.Local.Hosting;

namespace Stitchex.Local.Chaos;

/// <summary>A functions host in a process of its own, which can be killed with its worker. It ends by itself when this process does.</summary>
internal sealed class FunctionsProcess : IAsyncDisposable
{
    /// <summary>The command that such a process is started with.</summary>
    public const string CommandName = "functions-only";

    private const int RememberedErrorLines = 20;

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private readonly Queue<string> _errors = new();
    private readonly TaskCompletionSource<Uri> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private FunctionsProcess(ProcessStartInfo start, Action<string>? log)
    {
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => OnOutput(line.Data);
        _process.ErrorDataReceived += (_, line) => OnError(line.Data, log);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        Id = _process.Id;
        Exited = WaitForExitAsync();
    }

    /// <summary>Gets the process's id.</summary>
    public int Id { get; }

    /// <summary>Gets the process's end: its exit code and what it said last.</summary>
    public Task<string> Exited { get; }

    /// <summary>Gets the URL that webhooks go to.</summary>
    public Uri WebhookUrl => _listening.Task.Result;

    /// <summary>Gets the process id of the worker that started last.</summary>
    public int WorkerId { get; private set; }

    /// <summary>Starts the process, and waits until it listens.</summary>
    /// <exception cref="FunctionsHostException">It does not.</exception>
    public static async Task<FunctionsProcess> StartAsync(
        FunctionsProcessOptions options, IReadOnlyDictionary<string, string> settings, Action<string>? log, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(DotNet, [typeof(FunctionsProcess).Assembly.Location, CommandName])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            CreateNoWindow = true,
        };
        options.Write(start.Environment, settings);

        // Measuring what to optimize does not pay for itself in a life of seconds.
        start.Environment["DOTNET_TieredPGO"] = "0";
        var process = new FunctionsProcess(start, log);
        try
        {
            await Task.WhenAny(process._listening.Task, process.Exited).WaitAsync(StartLimit, TimeProvider.System, cancellationToken);
            return process._listening.Task.IsCompleted ? process : throw new FunctionsHostException(await process.Exited);
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends host and worker as a failure of their machine would: they notice nothing.</summary>
    public async Task KillAsync()
    {
        _process.Kill(entireProcessTree: true);
        await Exited;
    }

    /// <summary>Ends the worker alone; the host starts another.</summary>
    /// <returns>The process id of what was killed.</returns>
    public async Task<int> KillWorkerAsync()
    {
        var id = WorkerId;
        try
        {
            using var worker = Process.GetProcessById(id);
            worker.Kill();
            await worker.WaitForExitAsync();
        }
        catch (ArgumentException)
        {
            // It is gone already.
        }

        return id;
    }

    /// <summary>Lets it end what it does, and end.</summary>
    /// <returns>Whether it did.</returns>
    public async Task<bool> StopAsync()
    {
        _process.StandardInput.Close();
        await Task.WhenAny(Exited, Task.Delay(StopLimit, TimeProvider.System));
        return Exited.IsCompleted && _process.ExitCode == 0;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!Exited.IsCompleted)
        {
            await KillAsync();
        }

        _process.Dispose();
    }

    // The one that runs this process, too; it is not always on the path.
    private static string DotNet => Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));

    private async Task<string> WaitForExitAsync()
    {
        await _process.WaitForExitAsync();
        lock (_errors)
        {
            return $"The functions host ended with exit code {_process.ExitCode}. {string.Join('\n', _errors)}";
        }
    }

    private void OnOutput(string? line)
    {
        if (Uri.TryCreate(line, UriKind.Absolute, out var url))
        {
            _listening.TrySetResult(url);
        }
        else if (int.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out var workerId))
        {
            WorkerId = workerId;
        }
    }

    private void OnError(string? line, Action<string>? log)
    {
        if (line is null)
        {
            return;
        }

        log?.Invoke(line);
        lock (_errors)
        {
            _errors.Enqueue(line);
            if (_errors.Count > RememberedErrorLines)
            {
                _errors.Dequeue();
            }
        }
    }
}
