using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Stitchex.Functions.Operations.Destinations;
using Stitchex.Functions.Tests.Operations;
using Stitchex.Functions.Tests.Storage;
using Stitchex.Local.Simulator.Records;

namespace Stitchex.Functions.Tests.Destinations;

/// <summary>What holds a destination back, what lets one event through meanwhile, and what ends the hold, for all instances.</summary>
public sealed class DestinationHoldTests(AzuriteFixture azurite) : DestinationCase(azurite)
{
    private static readonly TimeSpan UntilOthersHear = TimeSpan.FromSeconds(16);

    // Long enough that a destination that always failed is left alone for minutes.
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(20);

    [Fact]
    public async Task RetriesOfAFewRecords_HoldNobodyBack()
    {
        await using var server = await HookServer.StartAsync();
        await using var app = await StartAsync(server, Webhook("ledger", server.Address));
        await ProcessAsync(app, Create());
        var failing = FailFor(server, 3);
        foreach (var change in failing)
        {
            await ProcessAsync(app, change);
        }

        await LaterAsync(app, TimeSpan.FromMinutes(10), TimeSpan.FromSeconds(30));

        Assert.InRange(server.Requests.Count, 1 + 5 + 1, int.MaxValue);
        Assert.Equal("Delivering", await StatusAsync(app));
        await AssertIsDeliveredAtOnceAsync(app, Create());
    }

    [Fact]
    public async Task RecordsOfOneCustomer_ThatAllFail_HoldBackNoOther_OnAnyInstance()
    {
        await using var server = await HookServer.StartAsync();
        await using var app = await StartAsync(server, Webhook("ledger", server.Address));
        await using var other = await StartAgainAsync(app, server, Webhook("ledger", server.Address));
        foreach (var change in FailFor(server, 6))
        {
            await ProcessAsync(app, change);
        }

        await HoldForMinutesAsync(app);
        await AdvanceAsync(app, UntilOthersHear);
        await app.ProcessAllAsync();

        await AssertIsDeliveredAtOnceAsync(other, Create());

        Assert.Equal("Delivering", await StatusAsync(app));
        await AdvanceAsync(app, UntilOthersHear);
        await AssertIsDeliveredAtOnceAsync(app, Create());
        await AssertIsDeliveredAtOnceAsync(app, Create());

        // Those that failed before count no more.
        await LaterAsync(app, Long, TimeSpan.FromMinutes(1));
        Assert.Equal("Delivering", await StatusAsync(app));
    }

    [Fact]
    public async Task DestinationThatIsDown_IsSentOneEventNowAndThen_AndIsHeldBackOn()
    {
        await using var server = await HookServer.StartAsync();
        await using var app = await StartAsync(server, Webhook("ledger", server.Address));
        server.Response = HookServer.Status(500);
        await ProcessManyAsync(app, 8);
        Assert.Equal(5, server.Requests.Count);

        // Minutes later it is left alone for minutes.
        await LaterAsync(app, Long, TimeSpan.FromMinutes(1));
        await AdvanceAsync(app, TimeSpan.FromSeconds(11));
        await app.Queue.ClearMessagesAsync();
        var before = server.Requests.Count;
        await ProcessManyAsync(app, 8);

        Assert.Equal(before + 1, server.Requests.Count);
        Assert.Equal("HeldBack", await StatusAsync(app));
    }

    [Fact]
    public async Task DestinationThatAskedToBeLeftAlone_IsSentNothing()
    {
        await using var server = await HookServer.StartAsync();
        await using var app = await StartAsync(server, Webhook("ledger", server.Address));
        server.Response = HookServer.Status(429, retryAfter: "3600");
        await ProcessAsync(app, Create());

        await AdvanceAsync(app, TimeSpan.FromMinutes(30));
        await ProcessManyAsync(app, 3);

        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData(429, false)]
    [InlineData(429, true)]
    [InlineData(500, false)]
    [InlineData(500, true)]
    public async Task ResumeAndATestThatIsAccepted_EndAHold_ForAllInstances(int status, bool isTest)
    {
        await using var server = await HookServer.StartAsync();
        await using var app = await StartAsync(server, Webhook("ledger", server.Address));
        await using var other = await StartAgainAsync(app, server, Webhook("ledger", server.Address));
        server.Response = HookServer.Status(status, status == 429 ? "3600" : null);
        await ProcessManyAsync(app, 5);
        await HoldForMinutesAsync(app);
        await ProcessAsync(other, Create());

        server.Response = HookServer.Status(204);
        var operations = other.Services.GetRequiredService<DestinationOperations>();
        var response = isTest
            ? await operations.TestAsync("ledger", CancellationToken.None)
            : await operations.ResumeAsync("ledger", "key night", CancellationToken.None);

        OperatorTest.Json(response);
        Assert.Equal("Delivering", await StatusAsync(app));
        await AdvanceAsync(app, UntilOthersHear);
        foreach (var instance in new[] { app, other })
        {
            await AssertIsDeliveredAtOnceAsync(instance, Create());
            await AssertIsDeliveredAtOnceAsync(instance, Create());
        }
    }

    private static async Task AssertIsDeliveredAtOnceAsync(ReceiverApp app, SimulatedChange change)
    {
        await ProcessAsync(app, change);

        var row = Assert.Single(await app.EventRowsAsync(), row => row.GetString("RecordId") == change.Id);
        Assert.True(IsDelivered(row), $"{Describe(row)}: {row.GetString("Error")}");
    }

    private static async Task<string> StatusAsync(ReceiverApp app) => (string)(await ShowAsync(app))["status"]!;

    private static async Task<DateTimeOffset?> HeldUntilAsync(ReceiverApp app) => (DateTimeOffset?)(await ShowAsync(app))["heldUntil"];

    private static async Task<JsonNode> ShowAsync(ReceiverApp app)
    {
        var list = OperatorTest.Json(await app.Services.GetRequiredService<DestinationOperations>().ListAsync(CancellationToken.None));
        return list["destinations"]![0]!;
    }

    // Until it is left alone for a while. Between two holds an event comes, and fails.
    private async Task HoldForMinutesAsync(ReceiverApp app)
    {
        await LaterAsync(app, Long, TimeSpan.FromMinutes(1));
        await LaterAsync(app, Long, async () => await HeldUntilAsync(app) - Time.GetUtcNow() > TimeSpan.FromMinutes(2));
        Assert.Equal("HeldBack", await StatusAsync(app));
    }

    private async Task AdvanceAsync(ReceiverApp app, TimeSpan time)
    {
        await app.Account.AdvanceClockAsync(time);
        Time.Advance(time);
        await app.LearnTimeAsync();
    }

    private async Task ProcessManyAsync(ReceiverApp app, int count)
    {
        for (var i = 0; i < count; i++)
        {
            await ProcessAsync(app, Create());
        }
    }

    private SimulatedChange[] FailFor(HookServer server, int count)
    {
        SimulatedChange[] failing = [.. Enumerable.Range(0, count).Select(_ => Create())];
        var subjects = failing.Select(change => $"invoice/{change.Id}").ToHashSet();
        server.Response = context =>
        {
            context.Response.StatusCode = subjects.Contains((string)HookServer.RequestOf(context).Event["subject"]!)
                ? StatusCodes.Status500InternalServerError
                : StatusCodes.Status204NoContent;
            return Task.CompletedTask;
        };
        return failing;
    }
}
