namespace Stitchex.Functions.Tests;

/// <summary>An empty folder that is gone after the test.</summary>
public sealed class TemporaryFolder : IDisposable
{
    /// <summary>Gets the folder's path.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("stitchex-test-").FullName;

    /// <summary>Gets the path of a file in it.</summary>
    /// <param name="file">The file, by its path from the folder.</param>
    public string this[string file] => System.IO.Path.Combine(Path, file);

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(Path, recursive: true);
}
