using System.Diagnostics;
using System.Text.Json;
using Stitchex.Local.Storage;

namespace Stitchex.Functions.Tests.Infra;

/// <summary>Microsoft's own parser of Kusto queries, with the columns of the workspace's tables.</summary>
internal static class KustoParser
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Infra", "Kusto");
    private static readonly Lazy<Task> Installation = new(InstallAsync);

    /// <summary>Asserts that each query is understood.</summary>
    /// <param name="queries">The queries.</param>
    /// <param name="missing">Tables that the workspace does not have yet.</param>
    public static async Task AssertUnderstoodAsync(IEnumerable<string> queries, params IEnumerable<string> missing)
    {
        var all = queries.ToList();
        var objections = await ObjectionsAsync(all, missing);

        Assert.NotEmpty(all);
        Assert.All(all.Zip(objections), pair => Assert.True(pair.Second is [], $"{string.Join(' ', pair.Second)}\n{pair.First}"));
    }

    /// <summary>What the parser objects to in each query.</summary>
    public static async Task<IReadOnlyList<IReadOnlyList<string>>> ObjectionsAsync(IReadOnlyList<string> queries, params IEnumerable<string> missing)
    {
        await Installation.Value;
        var start = new ProcessStartInfo(NodeJs.Command, ["check.cjs", .. missing])
        {
            WorkingDirectory = Folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        await process.StandardInput.WriteAsync(JsonSerializer.Serialize(queries));
        process.StandardInput.Close();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
        return JsonSerializer.Deserialize<List<List<string>>>(output)!;
    }

    // npm writes this file last: what an interrupted run left behind lacks it.
    private static async Task InstallAsync()
    {
        if (!File.Exists(Path.Combine(Folder, "node_modules", ".package-lock.json")))
        {
            var result = await CommandLine.RunAsync(NodeJs.PackageManager, ["ci", "--ignore-scripts", "--loglevel=error"], Folder, CancellationToken.None);
            Assert.True(result.ExitCode == 0, result.Error);
        }
    }
}
