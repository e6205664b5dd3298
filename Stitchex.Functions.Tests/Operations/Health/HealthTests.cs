using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Stitchex.Functions.Operations.Health;
using Stitchex.Functions.Tests.Storage;
using Stitchex.Local.Simulator;
using Stitchex.Local.Simulator.Faults;

namespace Stitchex.Functions.Tests.Operations.Health;

public sealed class HealthTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>, IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());
    private StitchexSimulator _stitchex = null!;
    private ReceiverApp _app = null!;

    private HealthOperations Health => _app.Services.GetRequiredService<HealthOperations>();

    public async Task InitializeAsync()
    {
        _stitchex = await SimulatedStitchex.StartAsync();
        _app = await ReceiverApp.StartAsync(
            azurite, SimulatedStitchex.SettingsFor(_stitchex), services => services.AddSingleton<TimeProvider>(_time));
    }

    public async Task DisposeAsync()
    {
        await _app.DisposeAsync();
        await _stitchex.DisposeAsync();
    }

    [Fact]
    public async Task HealthyApp_SaysSo_AndNothingElse()
    {
        var response = await Health.GetPlainAsync(CancellationToken.None);

        Assert.Equal((HttpStatusCode.OK, """{"status":"healthy"}"""), (response.Status, Encoding.UTF8.GetString(response.Body.Span)));
    }

    [Fact]
    public async Task AppWithoutStorage_IsUnhealthy_AndSaysNothingElse()
    {
        _app.Faults.Add("StitchexEvents", StorageFault.Fails);

        var response = await Health.GetPlainAsync(CancellationToken.None);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, """{"status":"unhealthy"}"""), (response.Status, Encoding.UTF8.GetString(response.Body.Span)));
    }

    [Fact]
    public async Task ManyWhoAsk_CostStorageNoMoreThanOne()
    {
        _app.Faults.Clear();

        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Health.GetPlainAsync(CancellationToken.None)));

        Assert.Equal(3, _app.Faults.Requests.Count);
    }

    [Fact]
    public async Task ResponseIsNotRememberedForLong()
    {
        Assert.Equal(HttpStatusCode.OK, (await Health.GetPlainAsync(CancellationToken.None)).Status);
        _app.Faults.Add("stitchex-events", StorageFault.Fails);
        Assert.Equal(HttpStatusCode.OK, (await Health.GetPlainAsync(CancellationToken.None)).Status);

        _time.Advance(TimeSpan.FromSeconds(6));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await Health.GetPlainAsync(CancellationToken.None)).Status);
    }

    [Fact]
    public async Task Report_TellsOfEachDependency()
    {
        await _app.ReceiveAsync("""{"event":"invoice_update","invoice":{"id":7}}""");

        var report = await ReportAsync();

        Assert.Equal("healthy", (string)report["status"]!);
        Assert.Equal(["tables healthy", "queues healthy", "blobs healthy", "api healthy"], report["checks"]!.AsArray().Select(check => $"{check!["name"]} {check["status"]}"));
        Assert.NotNull((string?)report["lastEventAt"]);
        Assert.StartsWith("invoice.7.", (string)report["oldestWaiting"]!["eventId"]!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("StitchexEvents", "tables")]
    [InlineData("GET stitchex-events", "queues")]
    [InlineData("stitchex-records", "blobs")]
    public async Task StorageThatFails_IsNamed(string request, string name)
    {
        _app.Faults.Add(request, StorageFault.Fails);

        var report = await ReportAsync();

        Assert.Equal("unhealthy", (string)report["status"]!);
        Assert.Contains("AzureWebJobsStorage", DetailOf(report, name), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("StitchexEvents")]
    [InlineData("StitchexEventIndex")]
    public async Task TableThatIsMissing_IsNamed(string table)
    {
        await new TableClient(_app.Account.ConnectionString, table).DeleteAsync();

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await Health.GetPlainAsync(CancellationToken.None)).Status);
        Assert.Contains("404", DetailOf(await ReportAsync(), "tables"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ApiThatFails_IsNamed()
    {
        _stitchex.Faults.Add(new FaultRule(FaultKind.Reset));

        Assert.Contains("API", DetailOf(await ReportAsync(), "api"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task LoginThatIsRejected_IsNamed_WithWhenItIsTriedAgain()
    {
        _stitchex.Faults.Add(FaultRule.Response(401) with { Path = "/oauth/token" });
        var first = DetailOf(await ReportAsync(), "api");
        Assert.StartsWith("Login rejected (401) 0 s ago, next try in 60 s. ", first, StringComparison.Ordinal);

        _time.Advance(TimeSpan.FromSeconds(11));
        var second = DetailOf(await ReportAsync(), "api");
        Assert.StartsWith("Login rejected (401) 11 s ago, next try in 49 s. ", second, StringComparison.Ordinal);

        // Now the throttle is closed for it.
        var detail = DetailOf(await ReportAsync(), "api");
        Assert.StartsWith("Login rejected (401) 11 s ago, next try in 49 s. ", detail, StringComparison.Ordinal);
        Assert.DoesNotContain("rate", detail, StringComparison.Ordinal);
    }

    private static string DetailOf(JsonNode report, string name)
    {
        var check = report["checks"]!.AsArray().Single(check => (string)check!["name"]! == name)!;
        Assert.Equal("unhealthy", (string)check["status"]!);
        return (string)check["detail"]!;
    }

    private async Task<JsonNode> ReportAsync() => OperatorTest.Json(await Health.GetDetailedAsync(CancellationToken.None));
}
