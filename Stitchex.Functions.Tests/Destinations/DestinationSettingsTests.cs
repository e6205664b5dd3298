using Stitchex.Functions.Tests.Configuration;

namespace Stitchex.Functions.Tests.Destinations;

public sealed class DestinationSettingsTests
{
    private const string Section = "Stitchex:Destinations:ledger";
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private static readonly Dictionary<string, string?> Webhook = new()
    {
        [$"{Section}:Type"] = "Webhook",
        [$"{Section}:Address"] = "https://erp.example.com/hooks",
        [$"{Section}:Secret"] = Secret,
    };

    [Theory]
    [InlineData("Webhook", "Address", "https://erp.example.com/hooks", "Secret", Secret)]
    [InlineData("webhook", "Address", "http://localhost:3000/", "Secret", Secret)]
    [InlineData("StorageQueue", "Address", "https://account.queue.core.windows.net/records", "Content", "Reference")]
    [InlineData("StorageQueue", "ConnectionString", "UseDevelopmentStorage=true", "Queue", "records")]
    [InlineData("ServiceBus", "Address", "name.servicebus.windows.net", "Queue", "records")]
    [InlineData("EventGrid", "Address", "https://topic.westeurope-1.eventgrid.azure.net/api/events", "Key", "a key")]
    [InlineData("StorageQueue", "Address", "https://account.queue.core.windows.net/records", "Script", "change => change.data.js")]
    public async Task Destination_IsTaken(string type, string setting, string value, string other, string otherValue) => Assert.Empty(
        await SettingsValidationTests.FaultsAsync(new() { [$"{Section}:Type"] = type, [$"{Section}:{setting}"] = value, [$"{Section}:{other}"] = otherValue }));

    [Theory]
    [InlineData("Type", "Webhok", "Type is 'Webhok', which cannot be read as one of Webhook, StorageQueue, ServiceBus, EventGrid. Set it to one.")]
    [InlineData("Type", "7", "Type is '7', which cannot be read as one of Webhook, StorageQueue, ServiceBus, EventGrid. Set it to one.")]
    [InlineData("Type", null, "Type is missing. Set it to one of Webhook, StorageQueue, ServiceBus, EventGrid.")]
    [InlineData("Content", "All", "Content is 'All', which cannot be read as one of Record, Reference. Set it to one.")]
    [InlineData("Timeout", "soon", "Timeout is 'soon', which cannot be read as a duration. Set it to days.hours:minutes:seconds, such as 00:00:30.")]
    [InlineData("Timeout", "00:01:00", "Timeout is 00:01:00. Set it to a value from 00:00:01 to less than Stitchex:Processing:HandlerTimeout (00:01:00).")]
    [InlineData("Actions:0", "create", "Actions:0 is 'create'. Set it to one of created, updated, deleted.")]
    [InlineData("Resources:0", "Sales Order", "Resources:0 is 'Sales Order'. Set it to a resource's name (invoice), or to all that begin alike (sales_*).")]
    [InlineData("Resources:0", "*", "Resources:0 is '*'. Set it to a resource's name (invoice), or to all that begin alike (sales_*).")]
    [InlineData("Address", "http://erp.example.com/", "Address is missing, or not one that events can be posted to. Set it to one such as https://erp.example.com/hooks; http is taken for this machine only.")]
    [InlineData("Address", "https://me:s3cret@erp.example.com/", "Address is missing, or not one that events can be posted to. Set it to one such as https://erp.example.com/hooks; http is taken for this machine only.")]
    [InlineData("Secret", null, "Secret is missing. Set it to whsec_ and 24 to 64 bytes in Base64.")]
    [InlineData("Secret", "s3cret", "Secret is not a secret of Standard Webhooks. Set it to whsec_ and 24 to 64 bytes in Base64.")]
    [InlineData("PreviousSecret", "s3cret", "PreviousSecret is not a secret of Standard Webhooks. Set it to whsec_ and 24 to 64 bytes in Base64.")]
    [InlineData("Secret", "@Microsoft.KeyVault(SecretUri=https://v/s)", "Secret is an unresolved Key Vault reference. Look at the app's identity, its role on the vault, and the secret's name.")]
    [InlineData("Queue", "records", "Queue does nothing for a destination of type Webhook. Remove it.")]
    [InlineData("Key", "s3cret", "Key does nothing for a destination of type Webhook. Remove it.")]
    [InlineData("Secrets", "s3cret", "Secrets is not a setting. Did you mean Stitchex:Destinations:ledger:Secret?")]
    public async Task Fault_IsNamed_AndNoSecretShown(string setting, string? value, string fault) =>
        Assert.Equal([$"{Section}:{fault}"], await SettingsValidationTests.FaultsAsync(new(Webhook) { [$"{Section}:{setting}"] = value }));

    [Theory]
    [InlineData("Handlers/none.js", "(Handlers/none.js) is not in the app's folder. Files below Stitchex.Functions/Handlers are published with the app.")]
    [InlineData("change => {\n  return change.;\n}", "failed at line 2, column 17: Unexpected token ';'")]
    public async Task FaultOfAScript_IsNamedWithAllOthers(string script, string fault) => Assert.Equal(
        [$"{Section}:Script {fault}", $"{Section}:Timeout is 00:01:00. Set it to a value from 00:00:01 to less than Stitchex:Processing:HandlerTimeout (00:01:00)."],
        (await SettingsValidationTests.FaultsAsync(new(Webhook) { [$"{Section}:Script"] = script, [$"{Section}:Timeout"] = "00:01:00" })).Order(StringComparer.Ordinal));

    [Fact]
    public async Task ScriptBesideAReference_IsNotTaken() => Assert.Equal(
        [$"{Section}:Script returns what is sent, so Content=Reference does nothing. Remove one of them."],
        await SettingsValidationTests.FaultsAsync(new(Webhook) { [$"{Section}:Script"] = "change => null", [$"{Section}:Content"] = "Reference" }));

    [Theory]
    [InlineData("StorageQueue", "Address", "", "Address and ConnectionString are both set, or both missing. Set one of them.")]
    [InlineData("StorageQueue", "Address", "https://account.queue.core.windows.net/", "Address is not a queue's URL, or more than that. Set it to one such as https://account.queue.core.windows.net/queue.")]
    [InlineData("StorageQueue", "Address", "https://account.queue.core.windows.net/queue?sig=s3cret", "Address is not a queue's URL, or more than that. Set it to one such as https://account.queue.core.windows.net/queue.")]
    [InlineData("StorageQueue", "ConnectionString", "AccountKey=s3cret", "Queue is missing. Set it to the queue's name.")]
    [InlineData("StorageQueue", "ConnectionString", "DefaultEndpointsProtocol=https;AccountName=a", "ConnectionString is not one of a storage account: it has no AccountKey and no SharedAccessSignature.")]
    [InlineData("ServiceBus", "ConnectionString", "Endpoint=sb://a.servicebus.windows.net", "ConnectionString is not one of a Service Bus namespace: it needs Endpoint=sb://… and SharedAccessKey or SharedAccessSignature.")]
    [InlineData("ServiceBus", "Address", "name.servicebus.windows.net", "Queue is missing. Set it to the queue's or the topic's name.")]
    [InlineData("ServiceBus", "Address", "Endpoint=sb://name.servicebus.windows.net;SharedAccessKey=s3cret", "Address is not a host's name. Set it to a namespace's, such as name.servicebus.windows.net.")]
    [InlineData("EventGrid", "Address", "topic", "Address is missing, or not a topic's endpoint. Set it to one such as https://topic.westeurope-1.eventgrid.azure.net/api/events.")]
    public async Task FaultOfAType_IsNamed(string type, string setting, string value, string fault) => Assert.Equal(
        [$"{Section}:{fault}"],
        (await SettingsValidationTests.FaultsAsync(new() { [$"{Section}:Type"] = type, [$"{Section}:{setting}"] = value }))
            .Where(found => fault.StartsWith("Queue", StringComparison.Ordinal) || !found.StartsWith($"{Section}:Queue", StringComparison.Ordinal)));

    [Fact]
    public async Task NameThatIsNone_IsNamed() => Assert.Equal(
        ["Stitchex:Destinations:My ERP is not a destination's name. Use lower-case letters, digits and underscores, 64 at most."],
        await SettingsValidationTests.FaultsAsync(Webhook.ToDictionary(setting => setting.Key.Replace("ledger", "My ERP", StringComparison.Ordinal), setting => setting.Value)));
}
