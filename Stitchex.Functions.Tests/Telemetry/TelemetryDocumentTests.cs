namespace Stitchex.Functions.Tests.Telemetry;

/// <summary>The tables of docs/telemetry.md are those of the code.</summary>
public sealed class TelemetryDocumentTests
{
    private const string UpdateVariable = "UPDATE_DOCS";

    private static readonly string DocumentPath = Path.Combine(RepositoryFiles.Root, "docs", "telemetry.md");

    [Theory]
    [InlineData("metrics")]
    [InlineData("log events")]
    [InlineData("spans")]
    public void Table_IsTheCodes(string name)
    {
        var expected = name switch
        {
            "metrics" => TelemetryTables.Metrics(),
            "spans" => TelemetryTables.Spans(),
            _ => TelemetryTables.LogEvents(),
        };
        UpdateIfAsked(name, expected);

        var (_, table, _) = Parts(name);

        Assert.True(expected == table, $"""
            The table of {name} in docs/telemetry.md is not what the code has.
            If the code is right, run this test with {UpdateVariable}=1 and commit docs/telemetry.md. The code has:
            {expected}
            """);
    }

    private static void UpdateIfAsked(string name, string table)
    {
        if (Environment.GetEnvironmentVariable(UpdateVariable) is "1")
        {
            var (before, _, after) = Parts(name);
            File.WriteAllText(DocumentPath, before + table + after);
        }
    }

    private static (string Before, string Table, string After) Parts(string name)
    {
        var document = File.ReadAllText(DocumentPath);
        var (begin, end) = ($"<!-- {name}, from the code -->\n", "<!-- end -->");
        var first = document.IndexOf(begin, StringComparison.Ordinal) + begin.Length;
        var last = document.IndexOf(end, first, StringComparison.Ordinal);
        return (document[..first], document[first..last], document[last..]);
    }
}
