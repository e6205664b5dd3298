using System.ComponentModel;

namespace Stitchex.Local.Storage;

/// <summary>
/// The pinned Azurite in a folder of the user's, shared by all runs of this version. It appears there in one step, when it is complete:
/// what an interrupted run left behind is under another name.
/// </summary>
/// <param name="root">The folder to install into.</param>
/// <param name="version">What distinguishes this version from others in the same folder.</param>
/// <param name="installAsync">Fills the folder that it is given.</param>
internal sealed class AzuriteInstallation(string root, string version, Func<string, CancellationToken, Task> installAsync)
{
    private readonly string _folder = Path.Combine(root, $"azurite-{version}");

    /// <summary>Gets the installation of this build's version.</summary>
    public static AzuriteInstallation Current { get; } = new(UserFolder.Find(), AzuriteFiles.Hash, InstallFromRegistryAsync);

    public string Script => Path.Combine(_folder, "node_modules", "azurite", "dist", "src", "azurite.js");

    public string Preload => Path.Combine(_folder, AzuriteFiles.Preload);

    /// <summary>Installs Azurite unless it is there.</summary>
    /// <exception cref="AzuriteException">It cannot be installed.</exception>
    public async Task EnsureAsync(IProgress<string>? progress, CancellationToken cancellationToken)
    {
        if (IsComplete)
        {
            return;
        }

        Directory.CreateDirectory(root);
        using var _ = await FileLock.TakeAsync(
            _folder + ".lock",
            () => progress?.Report("Waiting for another run that is installing Azurite…"),
            cancellationToken);

        if (IsComplete)
        {
            return;
        }

        progress?.Report($"Installing Azurite, the storage emulator, into {_folder} (once)…");
        RemoveLeftovers();

        // The name is new each time: the npm of a run that was killed may still be at work in its own.
        var staging = $"{_folder}.{Guid.NewGuid():N}.partial";
        Directory.CreateDirectory(staging);
        await installAsync(staging, cancellationToken);
        Directory.Move(staging, _folder);
    }

    private bool IsComplete => File.Exists(Script) && File.Exists(Preload);

    private void RemoveLeftovers()
    {
        foreach (var leftover in Directory.EnumerateDirectories(root, $"azurite-{version}*"))
        {
            try
            {
                Directory.Delete(leftover, recursive: true);
            }
            catch (IOException)
            {
                // The npm of a run that was killed still writes there. The next installation finds it again.
            }
        }
    }

    private static async Task InstallFromRegistryAsync(string folder, CancellationToken cancellationToken)
    {
        await AzuriteFiles.WriteToAsync(folder, cancellationToken);

        CommandResult result;
        try
        {
            // No package of Azurite's needs its install script, and a script is what an attack on a registry would come as.
            result = await CommandLine.RunAsync(
                NodeJs.PackageManager, ["ci", "--ignore-scripts", "--loglevel=error"], folder, cancellationToken);
        }
        catch (Win32Exception exception)
        {
            throw new AzuriteException(
                $"Azurite is installed with npm, but no command '{NodeJs.PackageManager}' was found on the PATH. Install Node.js anew.",
                exception);
        }

        if (result.ExitCode != 0)
        {
            throw new AzuriteException(
                $"'npm ci' in {folder} ended with exit code {result.ExitCode}. Check that the npm registry can be reached. " +
                $"It printed:\n{result.Error.Trim()}");
        }
    }
}
