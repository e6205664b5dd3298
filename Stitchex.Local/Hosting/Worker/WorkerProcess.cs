using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Stitchex.Local.Hosting.Worker;

/// <summary>The process that runs the app's own build, started as the real host starts it.</summary>
internal sealed class WorkerProcess : IAsyncDisposable
{
    private const int RememberedLines = 20;

    // What the app takes for settings. Those of this process's environment are not the worker's, unless somebody passes them on.
    private static readonly string[] SettingPrefixes =
        ["Stitchex__", "AzureWebJobs", "APPLICATIONINSIGHTS_", "OTEL_", "AZURE_FUNCTIONS_", "FUNCTIONS_", WorkerExtension.VariablePrefix];

    private readonly Process _process;
    private readonly Queue<string> _lastLines = new();

    private WorkerProcess(ProcessStartInfo start, Action<string> onOutput)
    {
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Take(line.Data, onOutput);
        _process.ErrorDataReceived += (_, line) => Take(line.Data, onOutput);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        Id = _process.Id;
        Exited = WaitForExitAsync();
    }

    /// <summary>Gets the process's id.</summary>
    public int Id { get; }

    /// <summary>Gets the process's end: its exit code and what it wrote last.</summary>
    public Task<string> Exited { get; }

    /// <summary>Starts the process.</summary>
    /// <param name="options">Which app, and its settings.</param>
    /// <param name="server">Where it calls.</param>
    /// <param name="workerId">How it names itself then.</param>
    /// <param name="onOutput">Takes the lines that it writes to its console.</param>
    /// <exception cref="FunctionsHostException">The app is not built.</exception>
    public static WorkerProcess Start(FunctionsHostOptions options, Uri server, string workerId, Action<string> onOutput)
    {
        var app = Path.Combine(options.AppFolder, options.AppAssembly);
        if (!File.Exists(app))
        {
            throw new FunctionsHostException($"The app is not built: {app} does not exist. Build it with dotnet build.");
        }

        string[] arguments =
        [
            app,
            "--functions-uri", server.AbsoluteUri,
            "--functions-worker-id", workerId,
            "--functions-request-id", Guid.NewGuid().ToString(),
            "--functions-grpc-max-message-length", WorkerServer.MaxMessageBytes.ToString(CultureInfo.InvariantCulture),
        ];

        // Ctrl-C goes to all processes of the terminal. The worker is told by its host when to end.
        var start = OperatingSystem.IsWindows()
            ? new ProcessStartInfo(DotNet, arguments) { CreateNewProcessGroup = true }
            : new ProcessStartInfo("/bin/sh", ["-c", "trap '' INT; exec \"$0\" \"$@\"", DotNet, .. arguments]);
        start.WorkingDirectory = options.AppFolder;
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        start.CreateNoWindow = true;
        SetEnvironment(start.Environment, options);
        return new(start, onOutput);
    }

    /// <summary>Ends the process as a failure of its machine would: it notices nothing.</summary>
    public async Task KillAsync()
    {
        if (!Exited.IsCompleted)
        {
            _process.Kill();
        }

        await Exited;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
    }

    private static void SetEnvironment(IDictionary<string, string?> environment, FunctionsHostOptions options)
    {
        foreach (var name in environment.Keys.Where(IsSetting).ToArray())
        {
            environment.Remove(name);
        }

        environment["FUNCTIONS_WORKER_RUNTIME"] = "dotnet-isolated";
        environment["AZURE_FUNCTIONS_ENVIRONMENT"] = "Development";
        environment["AzureWebJobsScriptRoot"] = options.AppFolder;
        foreach (var (name, value) in options.Settings)
        {
            environment[name] = value;
        }

        environment["FUNCTIONS_APPLICATION_DIRECTORY"] = options.AppFolder;
        WorkerExtension.Set(environment, options.Extension);
    }

    private static bool IsSetting(string name) =>
        Array.Exists(SettingPrefixes, prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));

    // The one that runs this process, too; it is not always on the path.
    private static string DotNet =>
        Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));

    private async Task<string> WaitForExitAsync()
    {
        await _process.WaitForExitAsync();
        lock (_lastLines)
        {
            return string.Join('\n', [$"The worker process ended with exit code {_process.ExitCode}.", .. _lastLines]);
        }
    }

    private void Take(string? line, Action<string> onOutput)
    {
        if (line is null)
        {
            return;
        }

        onOutput(line);
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
