using System.ComponentModel;

namespace Stitchex.Local.Storage;

/// <summary>The Node.js that runs Azurite.</summary>
internal static class NodeJs
{
    public const string Command = "node";

    // What Azurite's dependencies accept.
    private const int OldestMajorVersion = 20;

    private const string Remedy = "Install the current LTS release from https://nodejs.org and start again in a new terminal.";

    private static readonly string Need = $"Azurite, the storage emulator, needs Node.js {OldestMajorVersion} or newer";

    /// <summary>Gets the command that installs packages. On Windows it is a script, found only under its full name.</summary>
    public static string PackageManager { get; } = OperatingSystem.IsWindows() ? "npm.cmd" : "npm";

    /// <summary>Checks that Node.js is there and new enough.</summary>
    /// <exception cref="AzuriteException">It is not.</exception>
    public static async Task EnsureUsableAsync(string command = Command, CancellationToken cancellationToken = default)
    {
        try
        {
            var result = await CommandLine.RunAsync(command, ["--version"], Environment.CurrentDirectory, cancellationToken);
            EnsureNewEnough(result.Output.Trim());
        }
        catch (Win32Exception exception)
        {
            throw new AzuriteException($"{Need}, but no command '{command}' was found on the PATH. {Remedy}", exception);
        }
    }

    /// <summary>Checks what <c>node --version</c> printed.</summary>
    /// <exception cref="AzuriteException">It is too old a version, or none.</exception>
    public static void EnsureNewEnough(string version)
    {
        var isNewEnough = version.StartsWith('v')
            && int.TryParse(version[1..].Split('.')[0], out var major)
            && major >= OldestMajorVersion;

        if (!isNewEnough)
        {
            throw new AzuriteException($"{Need}, but 'node --version' printed '{version}'. {Remedy}");
        }
    }
}
