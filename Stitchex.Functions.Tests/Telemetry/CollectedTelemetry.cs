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

/// <summary>
/// What the app in its own process has sent, by OTLP and to Application Insights, until it ended. The gate names the published app in
/// <c>PUBLISHED_APP</c>; without it, it is the build.
/// </summary>
[CollectionDefinition(nameof(CollectedTelemetry))]
public sealed class CollectedTelemetry : ICollectionFixture<CollectedTelemetry>, IAsyncLifetime
{
    private const string Destination = "warehouse";
    private const string NoRecord = """{"event":"invoice_update","invoice":{}}""";

    private readonly AzuriteFixture _azurite = new();

    /// <summary>Gets the collector that speaks OTLP.</summary>
    internal OtlpCollector Collector { get; private set; } = null!;

    /// <summary>Gets the workspace of Application Insights.</summary>
    internal WorkspaceCollector Workspace { get; private set; } = null!;

    /// <summary>Gets when the app had ended.</summary>
    internal DateTimeOffset End { get; private set; }

    public async Task InitializeAsync()
    {
        await _azurite.InitializeAsync();
        Collector = await OtlpCollector.StartAsync();
        Workspace = await WorkspaceCollector.StartAsync();
        var storage = _azurite.NewAccount().ConnectionString;
        await new QueueClient(storage, Destination).CreateAsync();
        await using (var stack = await LocalStack.StartAsync(new LocalStackOptions
        {
            PreferUsualPorts = false,
            StorageConnectionString = storage,
            AppFolder = Environment.GetEnvironmentVariable("PUBLISHED_APP") ?? new LocalStackOptions().AppFolder,
            Settings = new Dictionary<string, string>
            {
                [TelemetryDestinations.OtlpSetting] = Collector.Address,
                ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
                [TelemetryDestinations.ConnectionSetting] = Workspace.ConnectionString,
                ["APPLICATIONINSIGHTS_STATSBEAT_DISABLED"] = "true",
                [$"Stitchex__Destinations__{Destination}__Type"] = nameof(DestinationType.StorageQueue),
                [$"Stitchex__Destinations__{Destination}__ConnectionString"] = storage,
                [$"Stitchex__Destinations__{Destination}__Queue"] = Destination,
            },
        }))
        {
            await ReceiveAllAsync(stack);
        }

        End = TimeProvider.System.GetUtcNow();
    }

    public async Task DisposeAsync()
    {
        await Collector.DisposeAsync();
        await Workspace.DisposeAsync();
    }

    // A change that is handled, a body that is none, a time that is none, an event without a record, a message in the poison queue, a
    // sweep over them, and a reconciliation.
    private static async Task ReceiveAllAsync(LocalStack stack)
    {
        using var client = new HttpClient();
        foreach (var body in new[] { "no event", """{"event":"invoice_update","invoice":{"id":7,"updated_at":"yesterday"}}""", NoRecord })
        {
            using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            using var response = await client.PostAsync(stack.WebhookUrl, content);
        }

        var poison = new QueueClient(stack.StorageConnectionString, StorageNames.PoisonQueue);
        await poison.SendMessageAsync(Convert.ToBase64String("no message"u8));
        stack.Simulator.Create("invoice");
        var events = new TableClient(stack.StorageConnectionString, StorageNames.EventsTable);
        var index = new TableClient(stack.StorageConnectionString, StorageNames.IndexTable);
        await Eventually.HoldsAsync(async () => await events.QueryAsync<TableEntity>("Outcome eq 'Handled'").AnyAsync()
            && await events.QueryAsync<TableEntity>("State eq 'DeadLettered'").AnyAsync()
            && await index.QueryAsync<TableEntity>("PartitionKey eq 'quarantine'").CountAsync() == 2);
        using var sweep = JsonContent.Create(new { input = "" });
        await sweep.LoadIntoBufferAsync();
        using var started = await client.PostAsync(
            new Uri(stack.WebhookUrl, $"/admin/functions/{nameof(MaintenanceFunctions.SweepEvents)}?code={stack.Host.MasterKey}"), sweep);
        Assert.True(started.IsSuccessStatusCode, $"{started.StatusCode}");
        await Eventually.HoldsAsync(
            async () => await events.QueryAsync<TableEntity>("PartitionKey eq 'control' and RowKey eq 'sweep'").AnyAsync());
        using var reconcile = new StringContent("""{"resources":["agent"]}""");
        using var reconciling = await client.PostAsync(
            new Uri(stack.WebhookUrl, $"/api/operations/reconciliations?code={stack.Host.MasterKey}"), reconcile);
        Assert.True(reconciling.IsSuccessStatusCode, $"{reconciling.StatusCode}");
        await Eventually.HoldsAsync(async () =>
            await events.QueryAsync<TableEntity>("Kind eq 'Reconcile' and Status eq 'Completed'").AnyAsync());
    }
}
