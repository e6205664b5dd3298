using Azure.Storage.Queues;

namespace Stitchex.Functions.Destinations;

/// <summary>Puts events into a queue of Azure Storage, in Base64, as Azure Functions read them. They never expire.</summary>
internal sealed class StorageQueueClient(QueueClient queue) : IDestinationClient
{
    private static readonly TimeSpan NeverExpires = TimeSpan.FromSeconds(-1);

    /// <inheritdoc/>
    public int MaxBytes => 48 * 1024;

    /// <inheritdoc/>
    public async Task<SendResult> SendAsync(OutgoingEvent outgoing, CancellationToken cancellationToken)
    {
        await queue.SendMessageAsync(BinaryData.FromBytes(outgoing.Body), timeToLive: NeverExpires, cancellationToken: cancellationToken);
        return new SendResult.Accepted();
    }
}
