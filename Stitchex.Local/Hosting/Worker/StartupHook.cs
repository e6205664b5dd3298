using System.Diagnostics;
using System.Reflection;
using System.Runtime.Loader;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Stitchex.Local.Hosting.Worker;

/// <summary>
/// Runs in the worker process before the app's own entry point, as .NET's startup hooks do: ends the process when its host is gone, and adds
/// the services of a <see cref="WorkerExtension"/>. The runtime asks for this name, outside any namespace.
/// </summary>
#pragma warning disable CA1050 // Declare types in namespaces: the runtime looks for it outside any.
internal sealed class StartupHook
#pragma warning restore CA1050
{
    public static void Initialize()
    {
        new Thread(EndWithHost) { IsBackground = true, Name = "Host watch" }.Start();
        if (Environment.GetEnvironmentVariable(WorkerExtension.AssemblyVariable) is { } path)
        {
            AddExtension(path, Environment.GetEnvironmentVariable(WorkerExtension.TypeVariable)!);
        }
    }

    // The host holds the other end of standard input. The end of a killed process is the end of that, too.
    private static void EndWithHost()
    {
        using var input = Console.OpenStandardInput();
        while (input.ReadByte() >= 0)
        {
        }

        Process.GetCurrentProcess().Kill();
    }

    private static void AddExtension(string path, string typeName)
    {
        // What the app has itself is already there, in the versions of the app; the rest lies beside the extension.
        var resolver = new AssemblyDependencyResolver(path);
        AssemblyLoadContext.Default.Resolving += (context, name) =>
            resolver.ResolveAssemblyToPath(name) is { } file ? context.LoadFromAssemblyPath(file) : null;
        var type = AssemblyLoadContext.Default.LoadFromAssemblyPath(path).GetType(typeName, throwOnError: true)!;
        var configure = type.GetMethod("Configure", BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic, [typeof(IServiceCollection)])
            ?? throw new MissingMethodException(typeName, "Configure(IServiceCollection)");
        DiagnosticListener.AllListeners.Subscribe(new HostBuildingObserver(configure.CreateDelegate<Action<IServiceCollection>>()));
    }

    private sealed class HostBuildingObserver(Action<IServiceCollection> configure)
        : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>
    {
        public void OnNext(DiagnosticListener listener)
        {
            if (listener.Name == "Microsoft.Extensions.Hosting")
            {
                listener.Subscribe(this);
            }
        }

        public void OnNext(KeyValuePair<string, object?> diagnosticEvent)
        {
            if (diagnosticEvent is { Key: "HostBuilding", Value: IHostBuilder builder })
            {
                builder.ConfigureServices(configure);
            }
        }

        public void OnCompleted()
        {
        }

        public void OnError(Exception error)
        {
        }
    }
}
