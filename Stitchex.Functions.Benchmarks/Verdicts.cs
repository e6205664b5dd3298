using System.Globalization;
using Spectre.Console;

namespace Stitchex.Functions.Benchmarks;

/// <summary>A table of figures, each beside its bar.</summary>
/// <param name="title">What was measured.</param>
internal sealed class Verdicts(string title)
{
    private readonly Table _table = new Table { Title = new TableTitle(title) }.AddColumns("measured", "ours", "against", "ratio", "bar", "verdict");
    private bool _isMissed;

    /// <summary>Adds a figure that may be at most its bar.</summary>
    /// <param name="name">What it is.</param>
    /// <param name="ours">Ours.</param>
    /// <param name="against">What it is compared with.</param>
    /// <param name="bar">The most that ours may be.</param>
    /// <param name="unit">The unit of all three.</param>
    public void AddAtMost(string name, double ours, double against, double bar, string unit) => Add(name, ours, against, $"≤ {Text(bar)}", ours <= bar, unit);

    /// <summary>Adds a figure that has to be at least its bar.</summary>
    /// <inheritdoc cref="AddAtMost"/>
    public void AddAtLeast(string name, double ours, double against, double bar, string unit) => Add(name, ours, against, $"≥ {Text(bar)}", ours >= bar, unit);

    /// <summary>Adds a figure that no bar is set for.</summary>
    /// <inheritdoc cref="AddAtMost"/>
    public void AddFigure(string name, double ours, double against, string unit) =>
        _table.AddRow(Markup.Escape(name), $"{Text(ours)} {unit}", $"{Text(against)} {unit}", Text(ours / against), "", "");

    /// <summary>Prints the table.</summary>
    /// <returns>The exit code: 1 where a bar is missed.</returns>
    public int Print()
    {
        AnsiConsole.Write(_table);
        return _isMissed ? 1 : 0;
    }

    private void Add(string name, double ours, double against, string bar, bool isMet, string unit)
    {
        _isMissed |= !isMet;
        _table.AddRow(
            Markup.Escape(name), $"{Text(ours)} {unit}", $"{Text(against)} {unit}", Text(ours / against), $"{bar} {unit}", isMet ? "[green]met[/]" : "[red]missed[/]");
    }

    private static string Text(double value) => value.ToString(Math.Abs(value) < 100 ? "0.00" : "#,0", CultureInfo.InvariantCulture);
}
