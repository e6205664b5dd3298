using Stitchex.Functions.Configuration;
using Stitchex.Functions.Protocol;

namespace Stitchex.Functions.Storage;

/// <summary>The tables and the queue of events, over clients with the same limits.</summary>
internal sealed class EventStorage
{
    /// <summary>Names the storage that is used while Stitchex waits.</summary>
    public const string Ingress = "ingress";

    /// <summary>Names the storage that is used while nobody waits.</summary>
    public const string Processing = "processing";

    /// <summary>Makes the clients.</summary>
    public EventStorage(StorageConnection connection, ClientLimits limits)
    {
        var tables = connection.Tables(limits);
        Store = new EventStore(tables);
        Index = new EventIndex(tables);
        Numbers = new NumberIndex(tables);
        Control = new ControlRows(tables);
        Queue = new EventQueue(connection.Queue(StorageNames.EventsQueue, limits));
        Jobs = new EventQueue(connection.Queue(StorageNames.JobsQueue, limits));
        Poison = new EventQueue(connection.Queue(StorageNames.PoisonQueue, limits));
    }

    /// <summary>Gets the events and records.</summary>
    public EventStore Store { get; }

    /// <summary>Gets the index entries of events.</summary>
    public EventIndex Index { get; }

    /// <summary>Gets what finds records by their numbers.</summary>
    public NumberIndex Numbers { get; }

    /// <summary>Gets what steers the receiver.</summary>
    public ControlRows Control { get; }

    /// <summary>Gets the queue.</summary>
    public EventQueue Queue { get; }

    /// <summary>Whether any event was ever received: one is kept, or a record that one spoke of.</summary>
    public async Task<bool> HasReceivedAsync(CancellationToken cancellationToken) =>
        await Index.HasEntriesAsync(cancellationToken) || await Store.HasRecordsAsync(cancellationToken);

    /// <summary>
    /// Adds an event that Stitchex did not send, unless it is there. Its index entry comes first: a crash leaves one too many, never an event
    /// that nobody finds.
    /// </summary>
    /// <param name="row">Its row.</param>
    /// <param name="delay">How long its message stays hidden.</param>
    /// <param name="cancellationToken">Cancels the first requests.</param>
    public async Task AddAsync(EventRow row, TimeSpan delay, CancellationToken cancellationToken)
    {
        await Index.WriteEntryAsync(IndexPartition.Day, IndexEntry.From(row), cancellationToken);
        await Store.InsertAsync(row, cancellationToken);
        await Queue.SendAsync(EventMessage.Current(row), delay, CancellationToken.None);
    }

    /// <summary>Gets the queue of messages that the host gave up.</summary>
    public EventQueue Poison { get; }

    /// <summary>Gets the queue of pages of operators' jobs.</summary>
    public EventQueue Jobs { get; }
}
