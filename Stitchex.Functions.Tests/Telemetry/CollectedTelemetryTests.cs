using Stitchex.Functions.Telemetry;

namespace Stitchex.Functions.Tests.Telemetry;

/// <summary>What a collector gets by OTLP from the app in its own process is what docs/telemetry.md lists.</summary>
[Collection(nameof(CollectedTelemetry))]
public sealed class CollectedTelemetryTests(CollectedTelemetry collected)
{
    [Fact]
    public void Collector_GetsEachMetricAndSpanThatIsListed_AndNoOthersOfTheApp()
    {
        Assert.Equal(
            MetricCatalogue.All.Select(metric => metric.Name).Order(),
            Items("metrics").Select(metric => metric.Item.Text(1)).Distinct().Order());
        Assert.Equal(
            SpanCatalogue.All.Select(span => span.Name).Order(),
            Spans().Select(span => span.Text(5)).Distinct().Order());
    }

    [Fact]
    public void Collector_GetsLogEventsThatAreListed()
    {
        var texts = Items("logs").Select(log => log.Item.All(5).Single().Text(1)).ToList();

        Assert.All(
            ["Functions: ", "Delivery accepted, status 202: ", "Attempt handled: ", "Attempt dead_lettered: ", "Logged in to Stitchex ", "Swept: "],
            begin => Assert.Contains(texts, text => text.StartsWith(begin, StringComparison.Ordinal)));
    }

    // The message in the queue carries the trace on from one invocation to another.
    [Fact]
    public void OneTrace_LeadsFromTheWebhookToTheHandler()
    {
        var handled = Spans().First(span => span.Text(5) == "handle record");

        var trace = Spans().Where(span => span.Id(1) == handled.Id(1)).ToList();

        var (receive, process) = (trace.First(span => span.Text(5) == "receive webhook"), trace.First(span => span.Text(5) == "process event"));
        Assert.Equal(receive.Id(2), process.Id(4));
        Assert.Equal(process.Id(2), handled.Id(4));
        Assert.Contains(trace, span => span.Text(5) == "request to Stitchex");
        Assert.Single(process.All(13));
    }

    // The host has the same service.name in Azure, the site's, and, by its source, no namespace; no host sends to this collector.
    [Theory]
    [InlineData("traces")]
    [InlineData("metrics")]
    [InlineData("logs")]
    public void App_SendsEverythingUnderItsOwnNamespace(string signal)
    {
        var items = Items(signal).ToList();

        Assert.NotEmpty(items);
        Assert.All(items, item => Assert.Equal("Stitchex.Functions", item.Resource["service.namespace"]));
    }

    // What alerts and the workbook find in Azure, under the names that they know.
    [Fact]
    public void Workspace_GetsEachMetricThatIsListed_AndNoOthers_AndLogEventsByName()
    {
        var rows = collected.Workspace.Rows;

        Assert.Equal(
            MetricCatalogue.All.Select(metric => metric.Name).Order(),
            rows.Where(row => row.Table == "AppMetrics").Select(row => $"{row.Columns["Name"]}").Distinct().Except(["_OTELRESOURCE_"]).Order());
        Assert.Superset(
            new HashSet<string> { "AppStarted", "Delivery", "Attempt", "LoggedIn", "Swept", "PoisonReturned" },
            rows.Where(row => row.Table == "AppTraces").Select(row => $"{row.Columns["Properties"]!["EventName"]}").ToHashSet());
        Assert.All(rows, row => Assert.StartsWith("[Stitchex.Functions]/", $"{row.Columns["AppRoleName"]}", StringComparison.Ordinal));
    }

    // To both at once.
    [Fact]
    public void Workspace_GetsTheTrace_ThatTheCollectorGets()
    {
        var handled = Spans().First(span => span.Text(5) == "handle record");

        var trace = collected.Workspace.Rows.Where(row => $"{row.Columns["OperationId"]}" == handled.Id(1)).ToList();

        Assert.All(SpanCatalogue.All, span => Assert.Contains(trace, row => $"{row.Columns["Name"]}" == span.Name));
        Assert.Contains(trace, row => row.Table == "AppTraces" && $"{row.Columns["Properties"]!["EventName"]}" == "Attempt");
    }

    private IEnumerable<OtlpMessage> Spans() =>
        Items("traces").Where(item => item.Scope == StitchexTelemetry.Name).Select(item => item.Item);

    // A request holds resources (1), each with its attributes (1.1) and its scopes (2), each with its name (1.1) and its items (2).
    private IEnumerable<(IReadOnlyDictionary<string, string> Resource, string Scope, OtlpMessage Item)> Items(string signal) =>
        from request in collected.Collector.Requests(signal)
        from ofResource in new OtlpMessage(request).All(1)
        let resource = ofResource.All(1).Single().Attributes(1)
        from ofScope in ofResource.All(2)
        let scope = ofScope.All(1).SingleOrDefault()?.Text(1) ?? ""
        from item in ofScope.All(2)
        select (resource, scope, item);
}
