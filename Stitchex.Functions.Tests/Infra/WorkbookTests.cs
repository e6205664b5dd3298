using System.Text.Json.Nodes;

namespace Stitchex.Functions.Tests.Infra;

public sealed class WorkbookTests
{
    private static readonly JsonNode Content = JsonNode.Parse(File.ReadAllText(Path.Combine(BicepCli.InfraFolder, "workbook.json")))!;

    private static IEnumerable<JsonNode> Charts => Content["items"]!.AsArray().Where(item => item!["type"]!.GetValue<int>() == 3).Select(item => item!["content"]!);

    [Fact]
    public void Queries_NameTelemetryThatTheAppSends() => Assert.All(Charts, chart => KustoNames.AssertEmitted(Query(chart)));

    [Fact]
    public void EveryMetric_IsShown() =>
        Assert.Equal(SentTelemetry.Metrics.Order(), Charts.SelectMany(chart => KustoNames.MetricsOf(Query(chart))).Distinct().Order());

    [Fact]
    public void Charts_ShowTheChosenPeriod_OfTheWorkspace() => Assert.All(Charts, chart =>
    {
        Assert.Equal("Period", chart["timeContextFromParameter"]!.GetValue<string>());
        Assert.Equal("microsoft.operationalinsights/workspaces", chart["resourceType"]!.GetValue<string>());
        Assert.NotEmpty(chart["title"]!.GetValue<string>());
    });

    [BicepFact]
    public async Task Workbook_IsDeployedAsItIs()
    {
        var deployment = await PredictedDeployment.OrdinaryAsync();
        var workbook = deployment.The("Microsoft.Insights/workbooks");

        Assert.True(JsonNode.DeepEquals(Content, JsonNode.Parse(workbook.Text("properties.serializedData"))));
        Assert.Equal(deployment.The("Microsoft.OperationalInsights/workspaces").Id, workbook.Text("properties.sourceId"));
        Assert.True(Guid.TryParse(workbook.Name, out _));
    }

    private static string Query(JsonNode chart) => chart["query"]!.GetValue<string>();
}
