namespace Stitchex.Local.Hosting.Worker;

/// <summary>What is added to the app in its worker process: for a journal of handler calls, a count of requests, or a test's own handlers.</summary>
/// <remarks>The app's build is not changed. <c>StartupHook</c> calls this before the app's <c>Program.cs</c> runs.</remarks>
/// <param name="Type">
/// A type with a static method <c>Configure(IServiceCollection)</c>, which is called when the app has registered its services. Its assembly is
/// loaded in the worker process.
/// </param>
/// <param name="Variables">Environment variables for it.</param>
internal sealed record WorkerExtension(Type Type, IReadOnlyDictionary<string, string> Variables)
{
    /// <summary>What the names of environment variables begin with that concern an extension.</summary>
    public const string VariablePrefix = "StitchexLocal__";

    public const string AssemblyVariable = VariablePrefix + "ExtensionAssembly";

    public const string TypeVariable = VariablePrefix + "ExtensionType";

    private const string StartupHooksVariable = "DOTNET_STARTUP_HOOKS";

    /// <summary>Has a process run the startup hook, with the extension if there is one.</summary>
    public static void Set(IDictionary<string, string?> environment, WorkerExtension? extension)
    {
        environment[StartupHooksVariable] = typeof(StartupHook).Assembly.Location;
        if (extension is null)
        {
            return;
        }

        environment[AssemblyVariable] = extension.Type.Assembly.Location;
        environment[TypeVariable] = extension.Type.FullName;
        foreach (var (name, value) in extension.Variables)
        {
            environment[VariablePrefix + name] = value;
        }
    }
}
