using Microsoft.Azure.Functions.Worker;
using Stitchex.Functions.Operations;

namespace Stitchex.Functions.Triggers;

/// <summary>Removes, every night, events that are older than the retention and need no attention.</summary>
/// <param name="purger">Does the work.</param>
public sealed class PurgeEvents(EventPurger purger)
{
    /// <summary>Purges once.</summary>
    /// <param name="timer">When it was due.</param>
    /// <param name="cancellationToken">Cancelled when the host shuts down.</param>
    /// <returns>A task that ends with the run.</returns>
    [Function(nameof(PurgeEvents))]
    public Task RunAsync([TimerTrigger("0 20 3 * * *")] TimerInfo timer, CancellationToken cancellationToken) => purger.PurgeAsync(cancellationToken);
}
