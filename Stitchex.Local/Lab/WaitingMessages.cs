using Azure;
using Azure.Storage.Queues;
using Stitchex.Functions.Configuration;
using Stitchex.Local.Storage;

namespace Stitchex.Local.Lab;

/// <summary>Counts the messages of events that are not done with.</summary>
internal sealed class WaitingMessages(AzuriteServer azurite)
{
    private readonly QueueClient[] _queues =
    [
        new(azurite.ConnectionString, StorageNames.EventsQueue, FastFailClientOptions.Short(new QueueClientOptions())),
        new(azurite.ConnectionString, StorageNames.PoisonQueue, FastFailClientOptions.Short(new QueueClientOptions())),
    ];

    /// <summary>Counts.</summary>
    /// <returns>How many there are; null when storage is too busy to say.</returns>
    public async Task<int?> CountAsync(CancellationToken cancellationToken)
    {
        try
        {
            var messages = 0;
            foreach (var queue in _queues)
            {
                messages += (await queue.GetPropertiesAsync(cancellationToken)).Value.ApproximateMessagesCount;
            }

            return messages;
        }
        catch (Exception e) when (e is RequestFailedException or AggregateException && !azurite.Exited.IsCompleted)
        {
            return null;
        }
    }
}
