namespace Stitchex.Functions.Configuration;

/// <summary>What a destination is.</summary>
public enum DestinationType
{
    /// <summary>An HTTPS address, to which events are posted with a signature.</summary>
    Webhook,

    /// <summary>A queue of Azure Storage.</summary>
    StorageQueue,

    /// <summary>A queue or topic of Azure Service Bus.</summary>
    ServiceBus,

    /// <summary>A topic of Azure Event Grid that takes CloudEvents 1.0.</summary>
    EventGrid,
}
