using Microsoft.Azure.Functions.Worker;
using Stitchex.Functions.Operations;

namespace Stitchex.Functions.Triggers;

/// <summary>Looks every five minutes for events whose message was lost all the same.</summary>
/// <param name="sweeper">Does the work.</param>
public sealed class SweepEvents(EventSweeper sweeper)
{
    /// <summary>Sweeps once.</summary>
    /// <param name="timer">When it was due.</param>
    /// <param name="cancellationToken">Cancelled when the host shuts down.</param>
    /// <returns>A task that ends with the run.</returns>
    [Function(nameof(SweepEvents))]
    public Task RunAsync([TimerTrigger("0 */5 * * * *")] TimerInfo timer, CancellationToken cancellationToken) => sweeper.SweepAsync(cancellationToken);
}
