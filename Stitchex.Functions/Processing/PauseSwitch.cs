using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Stitchex.Functions.Configuration;
using Stitchex.Functions.Events;

namespace Stitchex.Functions.Processing;

/// <summary>Tells whether an operator has paused processing, and asks storage only now and then.</summary>
internal sealed class PauseSwitch([FromKeyedServices(EventStorage.Processing)] EventStorage storage, IOptions<ProcessingOptions> options, TimeProvider time)
{
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

    private sealed record Reading(bool IsPaused, long At);
}
