using System.Net.Http.Json;
using System.Text;
using Azure.Data.Tables;
using Azure.Storage.Queues;
using Stitchex.Functions.Configuration;
using Stitchex.Functions.Telemetry;
using Stitchex.Functions.Tests.Storage;
using Stitchex.Functions.Triggers;
using Stitchex.Local.Stack;

namespace Stitchex.Functions.Tests.Telemetry;

/// <summary>What a collector gets by OTLP from the app in its own process is what docs/telemetry.md lists.</summary>
public sealed class CollectedTelemetryTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>, IAsyncLifetime
{
    private const string Destination = "warehouse";

    private OtlpCollector _collector = null!;

    public async Task InitializeAsync()
    {
        _collector = await OtlpCollector.StartAsync();
        var storage = azurite.NewAccount().ConnectionString;
        await new QueueClient(storage, Destination).CreateAsync();
        await using var stack = await LocalStack.StartAsync(new LocalStackOptions
        {
            PreferUsualPorts = false,
            StorageConnectionString = storage,
            Settings = new Dictionary<string, string>
            {
                [TelemetryDestinations.OtlpSetting] = _collector.Address,
                ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
                [$"Stitchex__Destinations__{Destination}__Type"] = nameof(DestinationType.StorageQueue),
                [$"Stitchex__Destinations__{Destination}__ConnectionString"] = storage,
                [$"Stitchex__Destinations__{Destination}__Queue"] = Destination,
            },
        });
        await ReceiveAllAsync(stack);
    }

    public async Task DisposeAsync() => await _collector.DisposeAsync();

    [Fact]
    public void Collector_GetsEachMetricAndSpanThatIsListed_AndNoOthersOfTheApp()
    {
        Assert.Equal(MetricCatalogue.All.Select(metric => metric.Name).Order(), Items("metrics").Select(metric => metric.Item.Text(1)).Distinct().Order());
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

    // The host has the same service.name in Azure, the site's, and as far as known no namespace; no host sends to this collector.
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

    // A change that is handled, a body that is none, a time that is none, an event without a record, a sweep over them, and a reconciliation.
    private static async Task ReceiveAllAsync(LocalStack stack)
    {
        using var client = new HttpClient();
        foreach (var body in new[] { "no event", """{"event":"invoice_update","invoice":{"id":7,"updated_at":"yesterday"}}""", """{"event":"invoice_update","invoice":{}}""" })
        {
            using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            using var response = await client.PostAsync(stack.WebhookUrl, content);
        }

        stack.Simulator.Create("invoice");
        var events = new TableClient(stack.StorageConnectionString, StorageNames.EventsTable);
        await Eventually.HoldsAsync(async () => await events.QueryAsync<TableEntity>("Outcome eq 'Handled'").AnyAsync()
            && await events.QueryAsync<TableEntity>("State eq 'DeadLettered'").AnyAsync());
        using var sweep = JsonContent.Create(new { input = "" });
        await sweep.LoadIntoBufferAsync();
        using var started = await client.PostAsync(new Uri(stack.WebhookUrl, $"/admin/functions/{nameof(MaintenanceFunctions.SweepEvents)}?code={stack.Host.MasterKey}"), sweep);
        Assert.True(started.IsSuccessStatusCode, $"{started.StatusCode}");
        await Eventually.HoldsAsync(async () => await events.QueryAsync<TableEntity>("PartitionKey eq 'control' and RowKey eq 'sweep'").AnyAsync());
        using var reconcile = new StringContent("""{"resources":["agent"]}""");
        using var reconciling = await client.PostAsync(
            new Uri(stack.WebhookUrl, $"/api/operations/reconciliations?code={stack.Host.MasterKey}"), reconcile);
        Assert.True(reconciling.IsSuccessStatusCode, $"{reconciling.StatusCode}");
        await Eventually.HoldsAsync(async () =>
            await events.QueryAsync<TableEntity>("Kind eq 'Reconcile' and Status eq 'Completed'").AnyAsync());
    }

    private IEnumerable<OtlpMessage> Spans() => Items("traces").Where(item => item.Scope == StitchexTelemetry.Name).Select(item => item.Item);

    // A request holds resources (1), each with its attributes (1.1) and its scopes (2), each with its name (1.1) and its items (2).
    private IEnumerable<(IReadOnlyDictionary<string, string> Resource, string Scope, OtlpMessage Item)> Items(string signal) =>
        from request in _collector.Requests(signal)
        from ofResource in new OtlpMessage(request).All(1)
        let resource = ofResource.All(1).Single().Attributes(1)
        from ofScope in ofResource.All(2)
        let scope = ofScope.All(1).SingleOrDefault()?.Text(1) ?? ""
        from item in ofScope.All(2)
        select (resource, scope, item);
}
