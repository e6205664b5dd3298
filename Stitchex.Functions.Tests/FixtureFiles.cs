namespace Stitchex.Functions.Tests;

/// <summary>The webhook bodies in <c>Fixtures/</c>.</summary>
internal static class FixtureFiles
{
    private static readonly string Folder = Path.Combine(RepositoryFiles.Root, "Stitchex.Functions.Tests", "Fixtures");

    public static byte[] Read(string name) => File.ReadAllBytes(Path.Combine(Folder, name));

    public static IEnumerable<string> Names() => Directory.EnumerateFiles(Folder).Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal);
}
