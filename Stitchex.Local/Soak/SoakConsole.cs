using Spectre.Console;
using Stitchex.Local.Lab;

namespace Stitchex.Local.Soak;

/// <summary>Shows a soak on a terminal: progress while it lasts, then what the process held over time, and the verdict.</summary>
internal sealed class SoakConsole(IAnsiConsole console)
{
    private const double Megabyte = 1024 * 1024;
    private const int RowsShown = 20;

    /// <summary>Runs, and shows.</summary>
    /// <returns>Whether all was well.</returns>
    public async Task<bool> RunAsync(LabStack stack, SoakOptions options, string folder, CancellationToken cancellationToken)
    {
        var result = await console.ProgressAsync(progress =>
        {
            var bar = progress.AddTask("Time", maxValue: options.Length.TotalSeconds);
            return new SoakRun(stack, options, folder).RunAsync(sample => bar.Value = sample.After.TotalSeconds, cancellationToken);
        });
        console.Write(TableOf(result.Samples));
        console.WriteFaults(result.Faults);
        if (result.IsGood)
        {
            console.MarkupLineInterpolated($"[green]Nothing grew, and all {result.Archive.Compared:N0} records of {result.Events:N0} events are archived in their newest version.[/]");
        }

        return result.IsGood;
    }

    private static Table TableOf(IReadOnlyList<SoakSample> samples)
    {
        var table = RunConsole.Figures("After", "Memory, MB", "Connections to the API", "Threads", "Requests to the API", "Tokens");
        foreach (var sample in samples.Where((_, index) => (index + 1) % Math.Max(1, samples.Count / RowsShown) == 0))
        {
            table.AddRow($"{sample.After:mm\\:ss}", $"{sample.Memory / Megabyte:0.0}", $"{sample.Sockets}", $"{sample.Threads}", $"{sample.Requests:N0}", $"{sample.Logins}");
        }

        return table;
    }
}
