namespace Stitchex.Functions.Tests;

/// <summary>The files of this repository, for tests that look at sources.</summary>
public static class RepositoryFiles
{
    /// <summary>Gets the folder that holds the solution.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Lists the files below a folder of the root, without what a build makes, by their path from that folder.</summary>
    public static IEnumerable<string> Below(string folder)
    {
        var start = Path.Combine(Root, folder);

        return Directory.EnumerateFiles(start, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(start, file).Replace('\\', '/'))
            .Where(file => !file.StartsWith("bin/", StringComparison.Ordinal) && !file.StartsWith("obj/", StringComparison.Ordinal));
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Stitchex.slnx")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException(
            $"No folder above {AppContext.BaseDirectory} holds Stitchex.slnx: run the tests in the repository.");
    }
}
