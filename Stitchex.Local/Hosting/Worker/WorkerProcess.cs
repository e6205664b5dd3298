using System.Diagnostics;
using System.Globalization;

namespace Stitchex.Local.Hosting.Worker;

/// <summary>Starts the process that runs the app's own build, as the real host does.</summary>
internal static class WorkerProcess
{
    // What the app takes for settings. Those of this process's environment are not the worker's, unless somebody passes them on.
    private static readonly string[] SettingPrefixes =
        ["Stitchex__", "AzureWebJobs", "APPLICATIONINSIGHTS_", "OTEL_", "AZURE_FUNCTIONS_", "FUNCTIONS_", WorkerExtension.VariablePrefix];

    /// <summary>Starts the process.</summary>
    /// <param name="options">Which app, and its settings.</param>
    /// <param name="server">Where it calls.</param>
    /// <param name="workerId">How it names itself then.</param>
    /// <param name="onOutput">Takes the lines that it writes to its console.</param>
    /// <exception cref="FunctionsHostException">The app is not built.</exception>
    public static ChildProcess Start(FunctionsHostOptions options, Uri server, string workerId, Action<string> onOutput)
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
            ? new ProcessStartInfo(ChildProcess.DotNet, arguments) { CreateNewProcessGroup = true }
            : new ProcessStartInfo("/bin/sh", ["-c", "trap '' INT; exec \"$0\" \"$@\"", ChildProcess.DotNet, .. arguments]);
        start.WorkingDirectory = options.AppFolder;
        SetEnvironment(start.Environment, options);
        return new ChildProcess(start, "The worker process", onOutput);
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
}
