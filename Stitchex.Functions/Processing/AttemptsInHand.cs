using Microsoft.Extensions.Hosting;

namespace Stitchex.Functions.Processing;

/// <summary>
/// The messages that this process has in hand. When it is stopped in an orderly way, their attempts are told so and waited for, while the services that they
/// need are still there: each frees its record, and has its event tried again at once.
/// </summary>
/// <param name="lifetime">Tells that the process is being stopped.</param>
internal sealed class AttemptsInHand(IHostApplicationLifetime lifetime) : IHostedService
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // One more than there are, until nobody may add to them any more.
    private int _count = 1;

    /// <summary>Does some work on a message, which is cancelled when the process is stopped, whether or not its function is.</summary>
    public async Task RunAsync(Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
        Interlocked.Increment(ref _count);
        try
        {
            await work(either.Token);
        }
        finally
        {
            EndOne();
        }
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Waits for what is in hand, for as long as the host has time.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        EndOne();
        await _ended.Task.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private void EndOne()
    {
        if (Interlocked.Decrement(ref _count) == 0)
        {
            _ended.TrySetResult();
        }
    }
}
