using System.ComponentModel;
using System.Diagnostics;
using System.Reflection;

namespace Stitchex.Functions.Tests.Infra;

/// <summary>Runs the Bicep CLI that the restore downloaded. Nothing that it is asked here needs a network.</summary>
internal static class BicepCli
{
    private const string VariablePrefix = "STITCHEX_";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly Lazy<string> Executable = new(FindExecutable);

    public static bool IsAvailable => Metadata("BicepFolder") is not null;

    public static string InfraFolder { get; } = Metadata("InfraFolder")!;

    public static async Task<BicepResult> RunAsync(
        IReadOnlyDictionary<string, string> environment, params IEnumerable<string> arguments)
    {
        using var process = Process.Start(StartInfo(environment, arguments))!;
        using var patience = new CancellationTokenSource(Patience);
        using var kill = patience.Token.Register(() => process.Kill(entireProcessTree: true));
        var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        await process.WaitForExitAsync(CancellationToken.None);

        return new BicepResult(process.ExitCode, await output, await errors);
    }

    /// <summary>How it is started.</summary>
    public static ProcessStartInfo StartInfo(IReadOnlyDictionary<string, string> environment, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(Executable.Value, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        UseOnly(environment, start.Environment);
        return start;
    }

    // What a developer has set for a deployment of their own must not change what the tests see.
    private static void UseOnly(IReadOnlyDictionary<string, string> environment, IDictionary<string, string?> target)
    {
        foreach (var inherited in target.Keys.Where(name => name.StartsWith(VariablePrefix, StringComparison.Ordinal)).ToList())
        {
            target.Remove(inherited);
        }

        foreach (var (name, value) in environment)
        {
            target[name] = value;
        }
    }

    private static string FindExecutable()
    {
        var name = OperatingSystem.IsWindows() ? "bicep.exe" : "bicep";
        var packaged = Path.Combine(Metadata("BicepFolder")!, name);

        return OperatingSystem.IsWindows() || CanBeRun(packaged) ? packaged : RunnableCopy(packaged, name);
    }

    private static bool CanBeRun(string file)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(file, "--version") { RedirectStandardOutput = true })!;
            process.WaitForExit();

            return true;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }

    // NuGet lets only the owner of its cache run what is in a package, and the cache may belong to somebody else.
    private static string RunnableCopy(string packaged, string name)
    {
        var copy = Path.Combine(AppContext.BaseDirectory, name);
        File.Copy(packaged, copy, overwrite: true);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(copy, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return copy;
    }

    private static string? Metadata(string key) =>
        typeof(BicepCli).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .SingleOrDefault(attribute => attribute.Key == key)?.Value;
}
