using System.Net;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Stitchex.Functions.Operations.Destinations;
using Stitchex.Functions.Tests.Destinations;
using Stitchex.Functions.Tests.Storage;
using Stitchex.Functions.Tests.Telemetry;
using Stitchex.Functions.Triggers;

namespace Stitchex.Functions.Tests.Operations.Destinations;

public sealed class DestinationOperationsTests(AzuriteFixture azurite) : DestinationCase(azurite)
{
    [Fact]
    public async Task Destination_IsStopped_ShownAndResumed_AndNothingIsLost()
    {
        await using var server = await HookServer.StartAsync();
        await using var app = await StartAsync(server, Webhook("ledger", server.Address));
        var operations = app.Services.GetRequiredService<DestinationOperations>();

        var stopped = OperatorTest.Json(await operations.StopAsync("ledger", OperatorTest.Body("""{"reason":"the ERP is moved"}"""), "key night", CancellationToken.None));
        Assert.Equal(
            ("Stopped", "the ERP is moved", "key night"),
            ((string)stopped["status"]!, (string)stopped["stop"]!["reason"]!, (string)stopped["stop"]!["by"]!));
        await ProcessAsync(app, Create());

        Assert.Empty(server.Requests);
        Assert.Contains("the ERP is moved", (await app.OnlyEventRowAsync()).GetString("Error"), StringComparison.Ordinal);

        Assert.Equal("Delivering", (string)OperatorTest.Json(await operations.ResumeAsync("ledger", "key night", CancellationToken.None))["status"]!);
        await LaterAsync(app, TimeSpan.FromMinutes(80), TimeSpan.FromMinutes(20));

        Assert.Single(server.Requests);
        Assert.Equal("Completed/Handled", Describe(await app.OnlyEventRowAsync()));
    }

    [Fact]
    public async Task List_SaysWhereEachStands_AndNoSecret()
    {
        await using var server = await HookServer.StartAsync();
        await using var app = await StartAsync(server, [.. Webhook("ledger", server.Address, ("Resources:0", "invoice")), .. Webhook("other", server.Address)]);
        var operations = app.Services.GetRequiredService<DestinationOperations>();
        await ProcessAsync(app, Create());
        server.Response = HookServer.Status(429, retryAfter: "60");
        await ProcessAsync(app, Create());

        var list = OperatorTest.Json(await operations.ListAsync(CancellationToken.None));

        Assert.Equal(["ledger", "other"], list["destinations"]!.AsArray().Select(destination => (string)destination!["name"]!));
        var ledger = list["destinations"]![0]!;
        Assert.Equal(("HeldBack", "it responded 429", server.Address.Authority), ((string)ledger["status"]!, (string)ledger["lastError"]!, (string)ledger["host"]!));
        Assert.Equal((1, 1), ((int)ledger["waiting"]!, (int)list["destinations"]![1]!["waiting"]!));
        Assert.NotNull(ledger["lastSuccessAt"]);
        Assert.NotNull(ledger["lastSuccessMilliseconds"]);
        Assert.DoesNotContain("t0psecret", list.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Secret[6..], list.ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(200, true, null)]
    [InlineData(410, false, "it responded 410")]
    [InlineData(500, false, "it responded 500")]
    public async Task TestEvent_SaysWhatCameBack_AndChangesNothing(int status, bool isAccepted, string? error)
    {
        await using var server = await HookServer.StartAsync();
        server.Response = HookServer.Status(status);
        await using var app = await StartAsync(server, Webhook("ledger", server.Address));
        var operations = app.Services.GetRequiredService<DestinationOperations>();

        var test = OperatorTest.Json(await operations.TestAsync("ledger", CancellationToken.None));

        Assert.Equal((isAccepted, error), ((bool)test["isAccepted"]!, (string?)test["error"]));
        Assert.Equal("com.stitchex.test", Assert.Single(server.Requests)["type"]);
        Assert.Equal("Delivering", (string)OperatorTest.Json(await operations.ListAsync(CancellationToken.None))["destinations"]![0]!["status"]!);
    }

    [Theory]
    [InlineData(410)]
    [InlineData(429)]
    [InlineData(500)]
    public async Task Sweep_MeasuresForHowLongADestinationHasAcceptedNothing(int status)
    {
        const string Interruption = "stitchex.destination.interruption.duration";
        await using var server = await HookServer.StartAsync();
        await using var app = await StartAsync(server, [.. Webhook("ledger", server.Address), .. Webhook("other", server.Address, ("Resources:0", "product"))]);
        using var metrics = new RecordedMetrics(app.Services);
        server.Response = HookServer.Status(status, retryAfter: "300");
        await ProcessAsync(app, Create());
        await LaterAsync(app, TimeSpan.FromMinutes(30), TimeSpan.FromMinutes(10));

        await SweepAsync(app);

        Assert.InRange(metrics.Last(Interruption, "stitchex.destination=ledger"), 29 * 60, 31 * 60);
        Assert.Equal(0, metrics.Last(Interruption, "stitchex.destination=other"));

        server.Response = HookServer.Status(204);
        await app.Services.GetRequiredService<DestinationOperations>().ResumeAsync("ledger", "key night", CancellationToken.None);
        await LaterAsync(app, TimeSpan.FromMinutes(120), TimeSpan.FromMinutes(20));
        await SweepAsync(app);

        Assert.Equal(0, metrics.Last(Interruption, "stitchex.destination=ledger"));
    }

    [Fact]
    public async Task FailureThatNothingRepeats_IsNoInterruptionForLong()
    {
        await using var server = await HookServer.StartAsync();
        await using var app = await StartAsync(server, Webhook("ledger", server.Address));
        using var metrics = new RecordedMetrics(app.Services);
        server.Response = HookServer.Status(500);
        await ProcessAsync(app, Create());
        await app.Queue.ClearMessagesAsync();

        await LaterAsync(app, TimeSpan.FromHours(2), TimeSpan.FromHours(1));

        Assert.Equal(0, await InterruptionAsync(app, metrics));
    }

    [Fact]
    public async Task TestEventThatIsAccepted_EndsAnInterruption()
    {
        await using var server = await HookServer.StartAsync();
        await using var app = await StartAsync(server, Webhook("ledger", server.Address));
        using var metrics = new RecordedMetrics(app.Services);
        server.Response = HookServer.Status(500);
        await ProcessAsync(app, Create());
        await LaterAsync(app, TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(10));
        Assert.InRange(await InterruptionAsync(app, metrics), 9 * 60, 11 * 60);

        server.Response = HookServer.Status(204);
        await app.Services.GetRequiredService<DestinationOperations>().TestAsync("ledger", CancellationToken.None);

        Assert.Equal(0, await InterruptionAsync(app, metrics));
    }

    [Fact]
    public async Task FailureOfThisInstance_IsForgotten_WhenAnotherSucceededSince()
    {
        await using var server = await HookServer.StartAsync();
        await using var app = await StartAsync(server, Webhook("ledger", server.Address));
        await using var other = await StartAgainAsync(app, server, Webhook("ledger", server.Address));
        using var metrics = new RecordedMetrics(app.Services);
        server.Response = HookServer.Status(500);
        await ProcessAsync(app, Create());
        server.Response = HookServer.Status(204);
        await LaterAsync(other, TimeSpan.FromHours(5), TimeSpan.FromHours(1));
        Assert.Equal("Completed/Handled", Describe(await app.OnlyEventRowAsync()));

        server.Response = HookServer.Status(500);
        await ProcessAsync(app, Create());

        Assert.InRange(await InterruptionAsync(app, metrics), 0, 10 * 60);
    }

    [Fact]
    public async Task NoReason_AndNoDestination_AreToldApart()
    {
        await using var server = await HookServer.StartAsync();
        await using var app = await StartAsync(server, Webhook("ledger", server.Address));
        var operations = app.Services.GetRequiredService<DestinationOperations>();

        Assert.Equal(
            "There is no such destination. There are: ledger.",
            OperatorTest.Problem(await operations.ResumeAsync("nobody", caller: null, CancellationToken.None), HttpStatusCode.NotFound));
        Assert.Contains("reason", OperatorTest.Problem(await operations.StopAsync("ledger", OperatorTest.Body("{}"), caller: null, CancellationToken.None), HttpStatusCode.BadRequest), StringComparison.Ordinal);
    }

    private static async Task<double> InterruptionAsync(ReceiverApp app, RecordedMetrics metrics)
    {
        await app.Services.GetRequiredService<DestinationOperations>().MeasureAsync(CancellationToken.None);
        return metrics.Last("stitchex.destination.interruption.duration", "stitchex.destination=ledger");
    }

    private static Task SweepAsync(ReceiverApp app) =>
        ActivatorUtilities.CreateInstance<MaintenanceFunctions>(app.Services).SweepEvents(new TimerInfo(), CancellationToken.None);
}
