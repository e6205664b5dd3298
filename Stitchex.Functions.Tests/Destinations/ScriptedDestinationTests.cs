using System.Text;
using System.Text.Json.Nodes;
using Azure.Storage.Queues;
using Stitchex.Functions.Tests.Storage;

namespace Stitchex.Functions.Tests.Destinations;

/// <summary>What a destination with a script gets, and what becomes of the events.</summary>
public sealed class ScriptedDestinationTests(AzuriteFixture azurite) : DestinationCase(azurite)
{
    [Fact]
    public async Task ShapedChange_IsSentInTheEnvelopeOfTheChange()
    {
        await using var server = await HookServer.StartAsync();
        await using var app = await StartAsync(
            server,
            [
                .. Webhook("plain", new Uri(server.Address, "/plain")),
                .. Webhook("shaped", new Uri(server.Address, "/shaped"), ("Script", "change => { change.id = 'x'; return { id: 'y', subject: 'z', notes: change.data.notes }; }")),
            ]);

        await ProcessAsync(app, Create("größe 😀"));

        var (plain, shaped) = (server.Requests.Single(request => request.Path == "/plain").Event.AsObject(), server.Requests.Single(request => request.Path == "/shaped").Event.AsObject());
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse("""{"id":"y","subject":"z","notes":"größe 😀"}"""), shaped["data"]), shaped.ToJsonString());
        Assert.Equal("application/json", (string)shaped["datacontenttype"]!);
        foreach (var attribute in plain.Select(pair => pair.Key).Except(["data", "traceparent"]))
        {
            Assert.Equal($"{plain[attribute]}", $"{shaped[attribute]}");
        }

        Assert.Equal(plain.Select(pair => pair.Key), shaped.Select(pair => pair.Key));
        Assert.Equal("Completed/Handled", Describe(await app.OnlyEventRowAsync()));
    }

    [Fact]
    public async Task SkippedChange_CountsAsDelivered_ButWaitsWhileTheDestinationIsStopped()
    {
        await using var server = await HookServer.StartAsync();
        await using var app = await StartAsync(server, Webhook("warehouse", server.Address, ("Script", "({ data }) => data.notes === 'here' ? data : null")));
        await ProcessAsync(app, Create("elsewhere"));
        Assert.Equal("Completed/Handled", Describe(await app.OnlyEventRowAsync()));
        server.Response = HookServer.Status(410);
        await ProcessAsync(app, Create("here"));

        await ProcessAsync(app, Create("elsewhere"));

        Assert.Single(server.Requests);
        Assert.Equal(["Completed/Handled", "Retrying", "Retrying"], (await app.EventRowsAsync()).Select(Describe).Order());
        Assert.Equal(3, Journal.Changes.Count);
    }

    [Fact]
    public async Task Fault_DeadLettersTheEvent_WithItsPlace_AndTheOthersHaveIt()
    {
        await using var server = await HookServer.StartAsync();
        await using var app = await StartAsync(server, Webhook("ledger", server.Address, ("Script", "change => change.data.lines.first.sku")));

        await ProcessAsync(app, Create());

        var row = await app.OnlyEventRowAsync();
        Assert.Equal("DeadLettered/Rejected", Describe(row));
        Assert.Matches(@"^ledger rejected the record: its script failed at line 1, column \d+: Cannot read properties of undefined \(reading '\w+'\)$", row.GetString("Error"));
        Assert.Empty(server.Requests);
        Assert.Single(Journal.Changes);
    }

    [Fact]
    public async Task FaultWhileTheDestinationIsStopped_Waits()
    {
        await using var server = await HookServer.StartAsync();
        server.Response = HookServer.Status(410);
        await using var app = await StartAsync(server, Webhook("ledger", server.Address, ("Script", "({ data }) => data.notes === 'good' ? data : data.x.y")));
        await ProcessAsync(app, Create("good"));

        await ProcessAsync(app, Create("bad"));

        Assert.All(await app.EventRowsAsync(), row => Assert.Equal(("Retrying", false), (Describe(row), row.ContainsKey("FailingSince"))));
    }

    [Fact]
    public async Task ScriptThatTakesTooLong_IsTriedAgain_OnTheEventsClock()
    {
        await using var server = await HookServer.StartAsync();
        await using var app = await StartAsync(server, Webhook("ledger", server.Address, ("Script", "({ data }) => /^(a+)+$/.test(data.notes)")));

        await ProcessAsync(app, Create(new string('a', 60) + "b"));

        var row = await app.OnlyEventRowAsync();
        Assert.Equal(("Retrying", true), (Describe(row), row.ContainsKey("FailingSince")));
        Assert.Matches(
            @"^ledger failed: its script failed at line 1, column \d+: a regular expression took more than 1 s\.$", row.GetString("Error"));
    }

    [Fact]
    public async Task Deletion_IsShaped_AndSkipped()
    {
        await using var server = await HookServer.StartAsync();
        await using var app = await StartAsync(
            server,
            [
                .. Webhook("told", new Uri(server.Address, "/told"), ("Script", "change => ({ gone: change.type === 'deleted', data: change.data?.id })")),
                .. Webhook("untold", new Uri(server.Address, "/untold"), ("Script", "change => change.data")),
            ]);
        var change = Create();
        await ProcessAsync(app, change);
        await ProcessAsync(app, Stitchex.Delete("invoice", change.Id));

        Assert.Equal(["/told created", "/untold created", "/told deleted"], server.Requests.Select(request => $"{request.Path} {request["type"]!.Split('.')[^1]}"));
        Assert.Equal("""{"gone":true}""", server.Requests[2].Event["data"]!.ToJsonString());
        Assert.All(await app.EventRowsAsync(), row => Assert.StartsWith("Completed/", Describe(row), StringComparison.Ordinal));
    }

    [Fact]
    public async Task LargeRecord_IsShapedForAQueue_AndWhatIsStillTooLarge_IsDeadLettered()
    {
        var account = Azurite.NewAccount().ConnectionString;
        var queue = new QueueClient(account, "records", new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 });
        await queue.CreateAsync();
        await using var app = await StartAppAsync(null, Settings(
            "records", ("Type", "StorageQueue"), ("ConnectionString", account), ("Queue", "records"), ("Script", "({ data }) => data.notes.length > 99999 ? data.notes.length : data")));
        foreach (var length in new[] { 5 * 1024 * 1024, 60_000 })
        {
            await app.ReceiveUntilTakenAsync(Encoding.UTF8.GetString(Unversioned(Create(new string('x', length)).Id)));
            await app.ProcessAllAsync();
        }

        Assert.Equal(["Confirming/Handled", "DeadLettered/Rejected"], (await app.EventRowsAsync()).Select(Describe).Order());
        var made = JsonNode.Parse(Assert.Single((await queue.ReceiveMessagesAsync(10)).Value).Body)!;
        Assert.Equal((5 * 1024 * 1024, true), ((int)made["data"]!, made["dataref"] is null));
        var row = Assert.Single(await app.EventRowsAsync(), row => Describe(row) == "DeadLettered/Rejected");
        Assert.Matches(@"^records rejected the record: what its script returned makes an event of 6\d,\d{3} bytes; it takes 49,152 at most\.$", row.GetString("Error"));
    }
}
