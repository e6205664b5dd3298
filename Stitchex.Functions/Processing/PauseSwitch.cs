using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Stitchex.Functions.Configuration;
using Stitchex.Functions.Storage;

namespace Stitchex.Functions.Processing;

/// <summary>Tells whether an operator has paused processing, and asks storage only now and then.</summary>
internal sealed class PauseSwitch([FromKeyedServices(EventStorage.Processing)] EventStorage storage, IOptions<ProcessingOptions> options, TimeProvider time)
{
    // Where the state of the pause is not remembered, it is asked for this often all the same.
    private static readonly TimeSpan ShortestLook = TimeSpan.FromSeconds(1);

    private volatile Reading? _last;

    /// <summary>Whether processing is paused.</summary>
    public async ValueTask<bool> IsPausedAsync(CancellationToken cancellationToken)
    {
        if (_last is { } last && time.GetElapsedTime(last.At) < options.Value.PauseCacheTime)
        {
            return last.IsPaused;
        }

        var reading = new Reading(await storage.Control.IsPausedAsync(cancellationToken), time.GetTimestamp());
        _last = reading;
        return reading.IsPaused;
    }

    /// <summary>
    /// Waits while processing is paused, for as long as a message stays in the function. The host takes no more messages than it has room
    /// for, so what a pause costs does not grow with what waits.
    /// </summary>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        var look = options.Value.PauseCacheTime > ShortestLook ? options.Value.PauseCacheTime : ShortestLook;
        while (time.GetElapsedTime(began) < options.Value.MaxThrottleWait && await IsPausedAsync(cancellationToken))
        {
            await Task.Delay(look, time, cancellationToken);
        }
    }

    private sealed record Reading(bool IsPaused, long At);
}
