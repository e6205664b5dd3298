namespace Stitchex.Functions.Tests;

/// <summary>An empty folder that is gone after the test.</summary>
public sealed class TemporaryFolder : IDisposable
{
    /// <summary>Gets the folder's path.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("stitchex-test-").FullName;

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(Path, recursive: true);
}
