using System.Globalization;
using Spectre.Console;

namespace Stitchex.Local.Lab;

/// <summary>What the demo, chaos, load and soak show alike.</summary>
internal static class RunConsole
{
    private const int FaultsShown = 20;

    /// <summary>Shows bars while something runs.</summary>
    public static Task<T> ProgressAsync<T>(this IAnsiConsole console, Func<ProgressContext, Task<T>> run) => console.Progress()
        .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn())
        .StartAsync(run);

    /// <summary>Makes a table whose first columns are text, and whose others are figures.</summary>
    public static Table Figures(string text, params IReadOnlyList<string> figures)
    {
        var table = new Table().RoundedBorder().AddColumn(text);
        foreach (var column in figures)
        {
            table.AddColumn(new TableColumn(column).RightAligned());
        }

        return table;
    }

    /// <summary>Adds what there is how many of.</summary>
    public static void Add(this Table table, string what, long count, string remark) =>
        table.Add(what, count.ToString("N0", CultureInfo.InvariantCulture), remark);

    /// <summary>Adds a figure.</summary>
    public static void Add(this Table table, string what, string figure, string remark) =>
        table.AddRow(new Markup(what), new Markup(figure), new Markup($"[grey]{remark}[/]"));

    /// <summary>Lists what is wrong, or the first of it.</summary>
    public static void WriteFaults(this IAnsiConsole console, IReadOnlyList<string> faults)
    {
        foreach (var fault in faults.Take(FaultsShown))
        {
            console.MarkupLineInterpolated($"  [red]{fault}[/]");
        }

        if (faults.Count > FaultsShown)
        {
            console.MarkupLineInterpolated($"  and {faults.Count - FaultsShown:N0} more");
        }
    }
}
