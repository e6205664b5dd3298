using Microsoft.Azure.Functions.Worker;
using Stitchex.Functions.Configuration;
using Stitchex.Functions.Operations;
using Stitchex.Functions.Operations.Destinations;
using Stitchex.Functions.Operations.Reconcile;

namespace Stitchex.Functions.Triggers;

/// <summary>What keeps the events in order while nobody looks.</summary>
/// <param name="sweeper">Sweeps.</param>
/// <param name="purger">Purges.</param>
/// <param name="messages">Brings messages back.</param>
/// <param name="destinations">Knows which destinations accept nothing.</param>
/// <param name="reconciliations">Knows when to compare Stitchex with what was delivered.</param>
public sealed class MaintenanceFunctions(
    EventSweeper sweeper,
    EventPurger purger,
    PoisonedMessages messages,
    DestinationOperations destinations,
    ReconcileOperations reconciliations)
{
    /// <summary>Looks every five minutes for events whose message was lost all the same, and starts the reconciliation that is due.</summary>
    /// <param name="timer">When it was due.</param>
    /// <param name="cancellationToken">Cancelled when the host shuts down.</param>
    /// <returns>A task that ends with the run.</returns>
    [Function(nameof(SweepEvents))]
    public Task SweepEvents([TimerTrigger("0 */5 * * * *")] TimerInfo timer, CancellationToken cancellationToken) =>
        Task.WhenAll(
            sweeper.SweepAsync(cancellationToken),
            destinations.MeasureAsync(cancellationToken),
            reconciliations.StartDueAsync(cancellationToken));

    /// <summary>Removes, every night, events that are older than the retention and need no attention.</summary>
    /// <param name="timer">When it was due.</param>
    /// <param name="cancellationToken">Cancelled when the host shuts down.</param>
    /// <returns>A task that ends with the run.</returns>
    [Function(nameof(PurgeEvents))]
    public Task PurgeEvents([TimerTrigger("0 20 3 * * *")] TimerInfo timer, CancellationToken cancellationToken) => purger.PurgeAsync(cancellationToken);

    /// <summary>Brings back messages that the host moved to the poison queue.</summary>
    /// <param name="message">The message's text.</param>
    /// <returns>A task that ends when it is back in its queue.</returns>
    [Function(nameof(ReturnPoisonedEvent))]
    public Task ReturnPoisonedEvent([QueueTrigger(StorageNames.PoisonQueue, Connection = StorageNames.Connection)] string message) => messages.ReturnAsync(message);
}
