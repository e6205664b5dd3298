using System.Text.Json.Nodes;

namespace Stitchex.Functions.Tests.Infra;

/// <summary>Queries are what Azure understands, by Microsoft's own parser.</summary>
public sealed class KustoTests
{
    [Fact]
    public async Task Parser_ObjectsToWhatIsNotThere()
    {
        string[] queries =
        [
            "AppMetrics | summarize Value = sum(Sum)", "AppMetrics | summarize Value = sum(Summe)", "AppMetrics | summarise Value = sum(Sum)", "Metrics | count",
        ];

        var objections = await KustoParser.ObjectionsAsync(queries);

        Assert.Equal([false, true, true, true], objections.Select(some => some.Count > 0));
    }

    [BicepFact]
    public async Task Alerts_HaveAQuery_ThatIsUnderstood_AndAValue() => await KustoParser.AssertUnderstoodAsync(await AlertQueriesAsync());

    // A rule whose query has failed for a week is disabled by Azure, and a table is there only once it has a row.
    [BicepTheory]
    [InlineData("AppMetrics")]
    [InlineData("AppRequests")]
    [InlineData("AppTraces")]
    public async Task Alerts_AreUnderstood_BeforeATableIsThere(string table) => await KustoParser.AssertUnderstoodAsync(await AlertQueriesAsync(), table);

    [Fact]
    public async Task Workbook_HasQueriesThatAreUnderstood()
    {
        var workbook = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(BicepCli.InfraFolder, "workbook.json")))!;

        await KustoParser.AssertUnderstoodAsync(
            workbook["items"]!.AsArray().Select(item => item!["content"]!["query"]?.GetValue<string>().Replace("{Period:grain}", "1h", StringComparison.Ordinal)).OfType<string>());
    }

    private static async Task<IEnumerable<string>> AlertQueriesAsync() =>
        (await PredictedDeployment.PrivateAsync()).All("Microsoft.Insights/scheduledQueryRules")
            .Select(rule => $"{rule.Text("properties.criteria.allOf.0.query")}\n| project toreal(Value)");
}
