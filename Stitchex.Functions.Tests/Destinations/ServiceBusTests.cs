using System.Text;
using Amqp;
using Amqp.Framing;
using Stitchex.Functions.Tests.Storage;

namespace Stitchex.Functions.Tests.Destinations;

public sealed class ServiceBusTests(AzuriteFixture azurite) : DestinationCase(azurite)
{
    [Fact]
    public async Task Change_IsSent_WithItsIdAndItsRecordAsSession()
    {
        using var broker = new AmqpBroker();
        await using var app = await StartBusAppAsync(broker);
        var change = Create("größe");
        await ProcessAsync(app, change);
        await ProcessAsync(app, Update(change.Id, "v2"));
        await ProcessAsync(app, Create());

        var messages = broker.Messages;
        Assert.Equal([$"invoice/{change.Id}", $"invoice/{change.Id}"], messages.Take(2).Select(message => message.Properties.GroupId));
        Assert.NotEqual(messages[0].Properties.GroupId, messages[2].Properties.GroupId);
        Assert.Equal(3, messages.Select(message => message.Properties.MessageId).Distinct().Count());
        Assert.All(messages, message => Assert.Contains($"\"id\":\"{message.Properties.MessageId}\"", TextOf(message), StringComparison.Ordinal));
        Assert.Equal("application/cloudevents+json; charset=utf-8", messages[0].Properties.ContentType.ToString());
        var archived = (await app.Records.GetBlobClient($"invoice/{change.Id}.json").DownloadContentAsync()).Value.Content;
        Assert.EndsWith($"\"data\":{archived}}}", TextOf(messages[1]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task BrokerThatFails_StartsNoClock_AndARetryHasTheSameId()
    {
        using var broker = new AmqpBroker();
        await using var app = await StartBusAppAsync(broker);
        broker.Error = "amqp:internal-error";
        await ProcessAsync(app, Create());

        var row = await app.OnlyEventRowAsync();
        Assert.Equal(("Retrying", false), (Describe(row), row.ContainsKey("FailingSince")));
        Assert.DoesNotContain("t0pkey", row.GetString("Error"), StringComparison.Ordinal);

        broker.Error = null;
        await LaterAsync(app, TimeSpan.FromMinutes(3), TimeSpan.FromMinutes(1));
        Assert.Single(broker.Messages);
        Assert.Equal("Completed/Handled", Describe(await app.OnlyEventRowAsync()));
        Assert.Equal(Journal.Changes[0].ChangeId, broker.Messages[0].Properties.MessageId);
    }

    private Task<ReceiverApp> StartBusAppAsync(AmqpBroker broker) => StartAppAsync(
        null,
        Settings("bus", ("Type", "ServiceBus"), ("ConnectionString", broker.ConnectionString), ("Queue", AmqpBroker.Queue), ("Timeout", "00:00:50")));

    private static string TextOf(Message message) => Encoding.UTF8.GetString(Assert.IsType<Data>(message.BodySection).Binary);
}
