using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Stitchex.Functions.Processing;

namespace Stitchex.Functions.Benchmarks.Processing;

/// <summary>Has events processed as the host's listener does: it takes messages in batches, as soon as few enough are under way.</summary>
/// <param name="queue">The queue of events.</param>
/// <param name="processor">Processes them.</param>
internal sealed class QueueLoop(QueueClient queue, EventProcessor processor)
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan PollingInterval = TimeSpan.FromMilliseconds(100);

    /// <summary>Processes messages until it is over; those under way are waited for.</summary>
    /// <param name="batchSize">How many are taken together.</param>
    /// <param name="newBatchThreshold">How many may be under way when the next are taken.</param>
    /// <param name="end">Completes when it is over.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task RunAsync(int batchSize, int newBatchThreshold, Task end, CancellationToken cancellationToken)
    {
        List<Task> underWay = [];
        while (!end.IsCompleted)
        {
            QueueMessage[] messages = await queue.ReceiveMessagesAsync(batchSize, Lease, cancellationToken);
            underWay.AddRange(messages.Select(message => ProcessAsync(message, cancellationToken)));
            if (messages.Length == 0)
            {
                await Task.Delay(PollingInterval, TimeProvider.System, cancellationToken);
            }

            while (underWay.Count > newBatchThreshold)
            {
                var ended = await Task.WhenAny(underWay);
                underWay.Remove(ended);
                await ended;
            }
        }

        await Task.WhenAll(underWay);
    }

    // In memory, storage responds at once: without a thread of its own, a message would hold the others up.
    private Task ProcessAsync(QueueMessage message, CancellationToken cancellationToken) => Task.Run(
        async () =>
        {
            await processor.ProcessAsync(message.Body.ToString(), cancellationToken);
            await queue.DeleteMessageAsync(message.MessageId, message.PopReceipt, cancellationToken);
        },
        cancellationToken);
}
