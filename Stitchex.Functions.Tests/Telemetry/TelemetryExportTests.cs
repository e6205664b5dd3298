using Azure.Data.Tables;
using Azure.Identity;
using Azure.Monitor.OpenTelemetry.Exporter;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using Stitchex.Functions.Configuration;
using Stitchex.Functions.Telemetry;
using Stitchex.Functions.Tests.Storage;
using Stitchex.Local.Stack;

namespace Stitchex.Functions.Tests.Telemetry;

public sealed class TelemetryExportTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private const string Payload = "Confidential Customer Ltd";
    private const string Connection = "InstrumentationKey=00000000-0000-0000-0000-000000000000;IngestionEndpoint=http://127.0.0.1:9/";

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void WithoutADestination_NothingIsBuilt(string? connection)
    {
        var builder = Builder((TelemetryDestinations.ConnectionSetting, connection), (TelemetryDestinations.OtlpSetting, connection));
        var before = builder.Services.Count;

        Assert.Null(builder.AddStitchexTelemetry());

        Assert.Equal(before, builder.Services.Count);
        using var host = builder.Build();
        Assert.Null(host.Services.GetService<TracerProvider>());
        Assert.Null(host.Services.GetService<MeterProvider>());
        Assert.Null(host.Services.GetService<LoggerProvider>());
    }

    [Theory]
    [InlineData(TelemetryDestinations.ConnectionSetting, Connection)]
    [InlineData(TelemetryDestinations.OtlpSetting, "http://127.0.0.1:9")]
    public void WithADestination_EverySpanIsRecorded_HoweverManyAndWhateverTheCallerSays(string setting, string value)
    {
        var builder = Builder((setting, value));

        Assert.NotNull(builder.AddStitchexTelemetry());

        using var host = builder.Build();
        Assert.NotNull(host.Services.GetService<TracerProvider>());
        Assert.NotNull(host.Services.GetService<MeterProvider>());
        Assert.NotNull(host.Services.GetService<LoggerProvider>());

        // They never end, so that nothing is sent.
        Assert.All(
            Enumerable.Range(1, 100).Select(i => StitchexTelemetry.StartProcessing($"00-{i:x32}-{i:x16}-00")),
            span => Assert.True(span?.Recorded));
    }

    [Fact]
    public void AzureMonitor_LeavesNothingOut_AndAddsNothing()
    {
        var options = new AzureMonitorExporterOptions();

        new TelemetryDestinations(Builder((TelemetryDestinations.ConnectionSetting, Connection)).Configuration).Configure(options);

        Assert.Equal(
            (Connection, null, 1f, null, false, false),
            (options.ConnectionString, options.Credential, options.SamplingRatio, options.TracesPerSecond, options.EnableTraceBasedLogsSampler, options.EnableLiveMetrics));
        Assert.Equal((false, false), (options.EnablePerformanceCounters, options.EnableStandardMetrics));
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData("", false)]
    [InlineData("Authorization=AAD", true)]
    [InlineData("Authorization=AAD;ClientId=11111111-2222-3333-4444-555555555555", true)]
    [InlineData("authorization = aad; clientid = 11111111-2222-3333-4444-555555555555", true)]
    public void Identity_IsTheOneThatTheHostUses(string? authentication, bool isIdentity)
    {
        var credential = TelemetryDestinations.CredentialOf(authentication);

        Assert.Equal(isIdentity ? typeof(ManagedIdentityCredential) : null, credential?.GetType());
    }

    [Theory]
    [InlineData("AAD")]
    [InlineData("ClientId=11111111-2222-3333-4444-555555555555")]
    public void AuthenticationThatCannotBeRead_IsNamed(string authentication)
    {
        var e = Assert.Throws<InvalidOperationException>(() => TelemetryDestinations.CredentialOf(authentication));

        Assert.StartsWith($"APPLICATIONINSIGHTS_AUTHENTICATION_STRING is '{authentication}'. Set it to Authorization=AAD;ClientId=…", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ConnectionThatCannotBeOne_IsNamed_AndNotRepeated()
    {
        var e = Assert.Throws<InvalidOperationException>(() => Builder((TelemetryDestinations.ConnectionSetting, "@Microsoft.KeyVault(x)")).AddStitchexTelemetry());

        Assert.Equal(
            "APPLICATIONINSIGHTS_CONNECTION_STRING is set, but holds no InstrumentationKey=…. Set it to the connection string of an Application Insights resource, or remove it.",
            e.Message);
    }

    [Fact]
    public async Task Collector_GetsSpansMetricsAndLogEvents_AndNothingSecret()
    {
        await using var collector = await OtlpCollector.StartAsync();
        string[] secrets;
        await using (var stack = await LocalStack.StartAsync(new LocalStackOptions
        {
            PreferUsualPorts = false,
            StorageConnectionString = azurite.NewAccount().ConnectionString,
            Settings = new Dictionary<string, string> { [TelemetryDestinations.OtlpSetting] = collector.Address, ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf" },
        }))
        {
            secrets = [Payload, stack.Simulator.Options.Password, stack.Host.HostKey, stack.Host.FunctionKey("ReceiveWebhook"), "Bearer "];
            var events = new TableClient(stack.StorageConnectionString, StorageNames.EventsTable);
            stack.Simulator.Create("invoice", record => record["customer_name"] = Payload);
            await Eventually.HoldsAsync(async () => await events.QueryAsync<TableEntity>("State eq 'Completed'").AnyAsync());
        }

        Assert.All(SpanCatalogue.All, span => Assert.Contains(span.Name, collector.Received("traces"), StringComparison.Ordinal));
        Assert.Contains(MetricCatalogue.Attempts.Name, collector.Received("metrics"), StringComparison.Ordinal);
        Assert.Contains("Delivery accepted, status 202: invoice.", collector.Received("logs"), StringComparison.Ordinal);
        var everything = collector.Received("traces") + collector.Received("metrics") + collector.Received("logs");
        Assert.All(secrets, secret => Assert.DoesNotContain(secret, everything, StringComparison.Ordinal));
    }

    private static HostApplicationBuilder Builder(params IEnumerable<(string Name, string? Value)> settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Name, setting.Value)));
        return builder;
    }
}
