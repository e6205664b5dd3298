using System.Text;
using Microsoft.Extensions.Logging;
using Stitchex.Functions.Telemetry;

namespace Stitchex.Functions.Tests.Telemetry;

/// <summary>The tables of docs/telemetry.md, made from the code's own lists.</summary>
internal static class TelemetryTables
{
    /// <summary>The metrics.</summary>
    public static string Metrics() => Table(
        "| metric | kind, unit | attributes | what it tells |",
        MetricCatalogue.All.Select(metric =>
            $"| `{metric.Name}` | {metric.Kind}, `{metric.Unit}` | {string.Join("; ", metric.Attributes.Select(Describe))} | {metric.Description} |"));

    /// <summary>The spans.</summary>
    public static string Spans() => Table(
        "| span | kind | attributes | what it covers |",
        SpanCatalogue.All.Select(span => $"| `{span.Name}` | {span.Kind} | {string.Join(", ", span.Attributes.Select(key => $"`{key}`"))} | {span.Description} |"));

    /// <summary>The log events.</summary>
    public static string LogEvents() => Table(
        "| id | event | level | text and fields |",
        LogEvent.All.Select(log => $"| {log.Id} | `{log.Name}` | {(log.Level == LogLevel.None ? "as it went" : log.Level)} | {log.Message}{Beside(log)} |"));

    private static string Beside(LogEvent log) => log.Fields is [] ? "" : $" Also: {string.Join(", ", log.Fields.Select(field => $"{{{field}}}"))}.";

    private static string Describe(MetricAttribute attribute) => $"`{attribute.Key}`: {string.Join(", ", attribute.Values.Select(Describe))}";

    // A text in angle brackets stands for values that are not known beforehand.
    private static string Describe(string value) => value is ['<', .. var text, '>'] ? text : $"`{value}`";

    private static string Table(string head, IEnumerable<string> rows)
    {
        var table = new StringBuilder(head).Append('\n').Append("| --- | --- | --- | --- |\n");
        foreach (var row in rows)
        {
            table.Append(row).Append('\n');
        }

        return table.ToString();
    }
}
