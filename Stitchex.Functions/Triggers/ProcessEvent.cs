using Microsoft.Azure.Functions.Worker;
using Stitchex.Functions.Configuration;
using Stitchex.Functions.Processing;

namespace Stitchex.Functions.Triggers;

/// <summary>Processes the messages of the queue <c>stitchex-events</c>. host.json sets how many at once.</summary>
/// <param name="processor">Does the work.</param>
public sealed class ProcessEvent(EventProcessor processor)
{
    /// <summary>Processes one message.</summary>
    /// <param name="message">The message's text.</param>
    /// <param name="cancellationToken">Cancelled when the host shuts down.</param>
    /// <returns>A task that ends when the message is done with.</returns>
    [Function(nameof(ProcessEvent))]
    public Task RunAsync(
        [QueueTrigger(StorageNames.EventsQueue, Connection = StorageNames.Connection)] string message,
        CancellationToken cancellationToken) =>
        processor.ProcessAsync(message, cancellationToken);
}
