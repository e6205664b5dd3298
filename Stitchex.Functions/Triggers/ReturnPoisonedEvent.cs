using Microsoft.Azure.Functions.Worker;
using Stitchex.Functions.Configuration;
using Stitchex.Functions.Operations;

namespace Stitchex.Functions.Triggers;

/// <summary>Brings back messages that the host moved to the poison queue.</summary>
/// <param name="messages">Does the work.</param>
public sealed class ReturnPoisonedEvent(PoisonedMessages messages)
{
    /// <summary>Brings one message back.</summary>
    /// <param name="message">The message's text.</param>
    /// <returns>A task that ends when it is back in its queue.</returns>
    [Function(nameof(ReturnPoisonedEvent))]
    public Task RunAsync([QueueTrigger(StorageNames.PoisonQueue, Connection = StorageNames.Connection)] string message) => messages.ReturnAsync(message);
}
