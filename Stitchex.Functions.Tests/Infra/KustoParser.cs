using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Stitchex.Functions.Tests.Telemetry;
using Stitchex.Local.Storage;

namespace Stitchex.Functions.Tests.Infra;

/// <summary>Microsoft's own parser of Kusto queries, with the columns of the workspace's tables, and what runs them over rows.</summary>
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
    public static Task<List<List<string>>> ObjectionsAsync(IReadOnlyList<string> queries, params IEnumerable<string> missing) =>
        AnswerAsync<List<List<string>>>(["check.cjs", .. missing], queries);

    /// <summary>The rows that each query gives over rows, at a time.</summary>
    public static Task<List<List<JsonObject>>> RowsAsync(
        IEnumerable<(string Query, DateTimeOffset Now, IEnumerable<WorkspaceRow> Rows)> runs) =>
        AnswerAsync<List<List<JsonObject>>>(["run.cjs"], runs.Select(run => new
        {
            query = run.Query,
            now = run.Now.ToUnixTimeMilliseconds(),
            tables = run.Rows.GroupBy(row => row.Table).ToDictionary(rows => rows.Key, rows => rows.Select(row => row.Columns)),
        }));

    private static async Task<T> AnswerAsync<T>(IEnumerable<string> arguments, object question)
    {
        await Installation.Value;
        var start = new ProcessStartInfo(NodeJs.Command, arguments)
        {
            WorkingDirectory = Folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.StandardInput.WriteAsync(JsonSerializer.Serialize(question));
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, await error);
        return JsonSerializer.Deserialize<T>(await output)!;
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
