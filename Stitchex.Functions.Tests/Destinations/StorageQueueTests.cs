using System.Text.Json.Nodes;
using Azure.Storage.Queues;
using Stitchex.Functions.Tests.Storage;

namespace Stitchex.Functions.Tests.Destinations;

public sealed class StorageQueueTests(AzuriteFixture azurite) : DestinationCase(azurite)
{
    private readonly string _account = azurite.NewAccount().ConnectionString;

    private QueueClient Queue => new(_account, "records", new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 });

    [Fact]
    public async Task Change_IsPutIntoTheQueue_AndWhatIsTooLarge_AsAReference()
    {
        await Queue.CreateAsync();
        await using var app = await StartQueueAppAsync();
        var small = Create("größe");
        var large = Create(new string('x', 60_000));
        await ProcessAsync(app, small);
        await ProcessAsync(app, large);

        var messages = (await Queue.ReceiveMessagesAsync(10)).Value;
        var archived = (await app.Records.GetBlobClient($"invoice/{small.Id}.json").DownloadContentAsync()).Value.Content;
        Assert.Equal(2, messages.Length);
        Assert.EndsWith($"\"data\":{archived}}}", messages[0].Body.ToString(), StringComparison.Ordinal);
        Assert.Equal(9999, messages[0].ExpiresOn!.Value.Year);
        var reference = JsonNode.Parse(messages[1].Body)!;
        Assert.Null(reference["data"]);
        Assert.Equal(app.Records.GetBlobClient($"invoice/{large.Id}.json").Uri.AbsoluteUri, (string)reference["dataref"]!);
    }

    [Fact]
    public async Task QueueThatIsNotThere_StartsNoClock_AndGetsAllWhenItIs()
    {
        await using var app = await StartQueueAppAsync();
        var change = Create();
        await ProcessAsync(app, change);

        var row = await app.OnlyEventRowAsync();
        Assert.Equal(("Retrying", false), (Describe(row), row.ContainsKey("FailingSince")));
        Assert.Equal("records is called again later: it responded 404 QueueNotFound", row.GetString("Error"));

        await Queue.CreateAsync();
        await LaterAsync(app, TimeSpan.FromMinutes(3), TimeSpan.FromMinutes(1));
        Assert.Contains($"invoice/{change.Id}", Assert.Single((await Queue.ReceiveMessagesAsync(10)).Value).Body.ToString(), StringComparison.Ordinal);
        Assert.Equal("Completed/Handled", Describe(await app.OnlyEventRowAsync()));
    }

    private Task<ReceiverApp> StartQueueAppAsync() =>
        StartAppAsync(null, Settings("records", ("Type", "StorageQueue"), ("ConnectionString", _account), ("Queue", "records")));
}
