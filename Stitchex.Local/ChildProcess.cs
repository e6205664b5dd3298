using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Stitchex.Local;

/// <summary>A process that this one starts: the lines that it writes, and its end. It is told to end by the end of its input.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private const int RememberedLines = 40;

    private readonly Process _process;
    private readonly string _name;
    private readonly Queue<string> _lastLines = new();

    /// <summary>Starts it.</summary>
    /// <param name="start">What to start.</param>
    /// <param name="name">What it is called, for the sentence of its end.</param>
    /// <param name="onLog">Takes the lines of its log, which is stderr. The last of them are in the sentence of its end.</param>
    /// <param name="onOutput">Takes the lines of stdout; null where they are of its log.</param>
    public ChildProcess(ProcessStartInfo start, string name, Action<string>? onLog, Action<string>? onOutput = null)
    {
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        start.CreateNoWindow = true;
        _name = name;
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Take(line.Data, onOutput ?? Remember);
        _process.ErrorDataReceived += (_, line) => Take(line.Data, Remember);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        Id = _process.Id;
        Exited = WaitForExitAsync();

        void Remember(string line)
        {
            onLog?.Invoke(line);
            lock (_lastLines)
            {
                _lastLines.Enqueue(line);
                if (_lastLines.Count > RememberedLines)
                {
                    _lastLines.Dequeue();
                }
            }
        }
    }

    /// <summary>Gets the command that runs .NET programs: the one that runs this process, too; it is not always on the path.</summary>
    public static string DotNet { get; } = Path.GetFullPath(Path.Combine(
        RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));

    public int Id { get; }

    /// <summary>Gets its end: its exit code, and what it wrote last.</summary>
    public Task<string> Exited { get; }

    /// <summary>Writes a line to its input.</summary>
    /// <exception cref="IOException">It has ended.</exception>
    public async Task WriteLineAsync(string line)
    {
        await _process.StandardInput.WriteLineAsync(line);
        await _process.StandardInput.FlushAsync();
    }

    /// <summary>Ends it, and what it has started, as a failure of its machine would: they notice nothing.</summary>
    public async Task KillAsync()
    {
        if (!Exited.IsCompleted)
        {
            _process.Kill(entireProcessTree: true);
        }

        await Exited;
    }

    /// <summary>Tells it to end.</summary>
    /// <returns>Whether it did, in time and in order.</returns>
    public async Task<bool> StopAsync(TimeSpan limit)
    {
        try
        {
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has ended, and did not read all of its input.
        }

        await ((Task)Exited).WaitAsync(limit, TimeProvider.System).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return Exited.IsCompleted && _process.ExitCode == 0;
    }

    /// <summary>Kills it, unless it has ended.</summary>
    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
    }

    private static void Take(string? line, Action<string> take)
    {
        if (line is not null)
        {
            take(line);
        }
    }

    private async Task<string> WaitForExitAsync()
    {
        await _process.WaitForExitAsync();
        lock (_lastLines)
        {
            return string.Join('\n', [$"{_name} ended with exit code {_process.ExitCode}.", .. _lastLines]);
        }
    }
}
