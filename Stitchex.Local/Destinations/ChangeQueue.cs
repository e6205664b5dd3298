using Azure.Storage.Queues;

namespace Stitchex.Local.Destinations;

/// <summary>A system that reads changes from a storage queue.</summary>
internal sealed class ChangeQueue(string storageConnectionString)
{
    public const string Name = "changes";

    private const int MostAtOnce = 32;
    private static readonly TimeSpan Hidden = TimeSpan.FromHours(1);

    private readonly QueueClient _queue = new(storageConnectionString, Name, new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 });

    /// <summary>Creates the queue, and empties it of what an earlier run left.</summary>
    public async Task CreateAsync(CancellationToken cancellationToken)
    {
        await _queue.CreateIfNotExistsAsync(cancellationToken: cancellationToken);
        await _queue.ClearMessagesAsync(cancellationToken);
    }

    /// <summary>Reads what is there. It stays in the queue, hidden for an hour.</summary>
    /// <returns>The changes, each record's by its sequence: a queue has no order of its own.</returns>
    public async Task<IReadOnlyList<ReceivedChange>> ReadAsync(CancellationToken cancellationToken)
    {
        List<ReceivedChange> changes = [];
        while ((await _queue.ReceiveMessagesAsync(MostAtOnce, Hidden, cancellationToken)).Value is { Length: > 0 } messages)
        {
            changes.AddRange(messages.Select(message => ReceivedChange.Parse(message.Body.ToMemory())));
        }

        return [.. changes.OrderBy(change => change.Sequence, StringComparer.Ordinal)];
    }
}
