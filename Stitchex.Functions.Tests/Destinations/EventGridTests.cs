using System.Text.Json.Nodes;
using Stitchex.Functions.Tests.Storage;

namespace Stitchex.Functions.Tests.Destinations;

public sealed class EventGridTests(AzuriteFixture azurite) : DestinationCase(azurite)
{
    [Fact]
    public async Task Change_IsPublished_ByteForByte()
    {
        await using var server = await HookServer.StartAsync();
        await using var app = await StartAsync(server, Topic(server));
        var change = Create("größe");
        await ProcessAsync(app, change);

        var request = Assert.Single(server.Requests);
        var archived = (await app.Records.GetBlobClient($"invoice/{change.Id}.json").DownloadContentAsync()).Value.Content;
        Assert.StartsWith("[{\"specversion\":\"1.0\"", request.Text, StringComparison.Ordinal);
        Assert.EndsWith($"\"data\":{archived}}}]", request.Text, StringComparison.Ordinal);
        Assert.StartsWith("application/cloudevents-batch+json", request.Headers.ContentType.ToString(), StringComparison.Ordinal);
        Assert.Equal("t0pkey", request.Headers["aeg-sas-key"].ToString());
        Assert.Equal("com.stitchex.invoice.created", (string)JsonNode.Parse(request.Body)![0]!["type"]!);
    }

    [Theory]
    [InlineData(400, "DeadLettered/Rejected")]
    [InlineData(413, "DeadLettered/Rejected")]
    [InlineData(401, "Retrying")]
    [InlineData(500, "Retrying")]
    public async Task Fault_IsTheEventsOrTheTopics(int status, string expected)
    {
        await using var server = await HookServer.StartAsync();
        server.Response = HookServer.Status(status);
        await using var app = await StartAsync(server, [.. Topic(server), ("Stitchex:Destinations:topic:Timeout", "00:00:50")]);

        await ProcessAsync(app, Create());

        var row = await app.OnlyEventRowAsync();
        Assert.Equal((expected, false), (Describe(row), row.ContainsKey("FailingSince")));
        Assert.Contains($"it responded {status}", row.GetString("Error"), StringComparison.Ordinal);
        Assert.DoesNotContain("t0pkey", row.GetString("Error"), StringComparison.Ordinal);
    }

    private static (string Name, string Value)[] Topic(HookServer server) =>
        Settings("topic", ("Type", "EventGrid"), ("Address", new Uri(server.Address, "/api/events").AbsoluteUri), ("Key", "t0pkey"));
}
