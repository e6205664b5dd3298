namespace Stitchex.Functions.Tests.Infra;

/// <summary>A copy of infra/ to work in: the CLI writes beside the files that it reads.</summary>
internal sealed class InfraCopy : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("stitchex-infra-");

    public InfraCopy()
    {
        foreach (var file in Files)
        {
            File.Copy(Path.Combine(BicepCli.InfraFolder, file), this[file]);
        }
    }

    public IReadOnlyList<string> Files { get; } =
        [.. Directory.EnumerateFiles(BicepCli.InfraFolder).Select(file => Path.GetFileName(file))];

    public string this[string file] => Path.Combine(_folder.FullName, file);

    public void Dispose() => _folder.Delete(recursive: true);
}
