using System.Text.RegularExpressions;

namespace Stitchex.Functions.Tests.Infra;

/// <summary>The names of telemetry in a Kusto query, which nothing checks before it runs in Azure.</summary>
internal static partial class KustoNames
{
    private static readonly string[] Tables = ["AppMetrics", "AppRequests", "AppTraces", "AppExceptions", "_LogOperation"];

    /// <summary>Asserts that the app sends whatever the query names.</summary>
    public static void AssertEmitted(string query)
    {
        Assert.Contains(Tables, table => query.Contains(table, StringComparison.Ordinal));
        foreach (var name in MetricsOf(query))
        {
            Assert.Contains(name, SentTelemetry.Metrics);
        }

        foreach (var name in Names(Attribute(), query))
        {
            Assert.Contains(name, SentTelemetry.Attributes);
        }

        foreach (var name in Names(LogEvent(), query))
        {
            Assert.Contains(name, SentTelemetry.LogEvents);
        }

        foreach (var name in Names(Value(), query))
        {
            Assert.Contains(name, SentTelemetry.Values);
        }

        // What is quoted and was not looked at above would be a hole in this test.
        Assert.Equal(
            Names(Quoted(), query).Where(name => name is not ("/api/health" or " " or "Ingestion" or "OverQuota")).Order(),
            [.. MetricsOf(query).Concat(Names(Attribute(), query)).Concat(Names(LogEvent(), query)).Concat(Names(Value(), query)).Distinct().Order()]);
    }

    /// <summary>The metrics that the query names.</summary>
    public static IReadOnlyList<string> MetricsOf(string query) => Names(Metric(), query);

    /// <summary>The log events that the query names.</summary>
    public static IReadOnlyList<string> LogEventsOf(string query) => Names(LogEvent(), query);

    private static List<string> Names(Regex pattern, string query) =>
        [.. pattern.Matches(query).SelectMany(match => match.Groups[1].Captures).Select(capture => capture.Value).Distinct()];

    [GeneratedRegex(@"\bName (?:== |in \()(?:'([^']+)'(?:, )?)+")]
    private static partial Regex Metric();

    [GeneratedRegex(@"Properties\['([^']+)'\]")]
    private static partial Regex Attribute();

    [GeneratedRegex(@"Properties\.EventName\) == '([^']+)'")]
    private static partial Regex LogEvent();

    [GeneratedRegex(@"Properties\['[^']+'\]\) (?:== |in \()(?:'([^']+)'(?:, )?)+")]
    private static partial Regex Value();

    [GeneratedRegex("'([^']+)'")]
    private static partial Regex Quoted();
}
