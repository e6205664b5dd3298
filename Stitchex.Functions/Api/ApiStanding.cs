using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Stitchex.Functions.Storage;

namespace Stitchex.Functions.Api;

/// <summary>
/// Tells operators whether the Stitchex API serves us: they are told by another process than the one that asks it. While all goes well
/// that costs one request after a start and no other; when it does not, two writes a minute at most.
/// </summary>
internal sealed partial class ApiStanding(
    [FromKeyedServices(EventStorage.Ingress)] EventStorage storage, StorageClock clock, ILogger<ApiStanding> logger) : IDisposable
{
    private const int MaxReasonLength = 1000;

    private static readonly TimeSpan ReportInterval = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _turn = new(1);
    private ApiObstacle? _obstacle;
    private DateTimeOffset _toldAt;

    // What a process before this one told may still be there.
    private bool _mayBeTold = true;

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    /// <summary>It said of a record that it has it, or has it not.</summary>
    public Task ServesAsync()
    {
        lock (_lock)
        {
            if (!_mayBeTold)
            {
                return Task.CompletedTask;
            }

            (_obstacle, _mayBeTold) = (null, false);
        }

        return TryAsync(
            () => IsNow(null) ? storage.Control.RemoveApiObstacleAsync(CancellationToken.None) : Task.CompletedTask, () => _mayBeTold = true);
    }

    /// <summary>It serves nobody.</summary>
    /// <param name="kind">Why.</param>
    /// <param name="reason">The same in words.</param>
    /// <param name="wait">For how long nobody tries; null where that is not known.</param>
    public Task FailsAsync(ApiObstacleKind kind, string reason, TimeSpan? wait)
    {
        ApiObstacle told;
        lock (_lock)
        {
            var now = clock.UtcNow;
            var isNews = (_obstacle is { } last && last.Kind != kind) || now + wait > (_obstacle?.Until ?? now) + ReportInterval;
            if (now - _toldAt < ReportInterval && !isNews)
            {
                return Task.CompletedTask;
            }

            var before = _obstacle?.Kind == kind ? _obstacle : null;
            var words = reason.Length > MaxReasonLength ? reason[..MaxReasonLength] : reason;
            told = new ApiObstacle(kind, words, before?.Since ?? now, now + wait, now);
            (_obstacle, _toldAt, _mayBeTold) = (told, now, true);
        }

        return TryAsync(() => IsNow(told) ? WriteAsync(told) : Task.CompletedTask, () => _toldAt = default);
    }

    // Another instance, or one before this, may have met it earlier.
    private async Task WriteAsync(ApiObstacle told)
    {
        if (told.Since == told.SeenAt && await storage.Control.ReadApiObstacleAsync(CancellationToken.None) is { } before
            && before.Kind == told.Kind && before.Since < told.Since && before.Stands(told.SeenAt))
        {
            var earlier = told with { Since = before.Since };
            lock (_lock)
            {
                _obstacle = _obstacle == told ? earlier : _obstacle;
            }

            told = earlier;
        }

        await storage.Control.WriteApiObstacleAsync(told, CancellationToken.None);
    }

    // What is written only tells: that it cannot be must not fail an event. The next one tells it then.
    private async Task TryAsync(Func<Task> write, Action forget)
    {
        // One after the other: what is removed must not come back with an older write.
        await _turn.WaitAsync();
        try
        {
            await write();
        }
        catch (Exception e) when (StorageFailure.Is(e) || e is OperationCanceledException)
        {
            lock (_lock)
            {
                forget();
            }

            Log.NotWritten(logger, e);
        }
        finally
        {
            _turn.Release();
        }
    }

    private bool IsNow(ApiObstacle? obstacle)
    {
        lock (_lock)
        {
            return _obstacle == obstacle;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 310,
            EventName = "ApiStandingNotWritten",
            Level = LogLevel.Warning,
            Message = "Whether the Stitchex API serves us could not be stored.")]
        public static partial void NotWritten(ILogger logger, Exception exception);
    }
}
