using Microsoft.Extensions.Logging;
using Stitchex.Functions.Configuration;
using Stitchex.Functions.Events;
using EventId = Stitchex.Functions.Events.EventId;

namespace Stitchex.Functions.Processing;

/// <summary>
/// The right of one attempt to work on a record, for a time. It is renewed at a third of its time; whether it still holds is told by a monotonic clock,
/// without a request.
/// </summary>
internal sealed partial class RecordLease : IAsyncDisposable
{
    private readonly EventStore _store;
    private readonly StorageClock _clock;
    private readonly TimeSpan _duration;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _lost;
    private readonly CancellationTokenSource _ending = new();
    private Task _renewing = Task.CompletedTask;
    private RecordRow _record = new();
    private long _since;

    /// <summary>Prepares a lease. Its time runs from here, before the request that stores it, so that it never seems to last longer than it does.</summary>
    public RecordLease(EventStore store, StorageClock clock, ProcessingOptions options, TimeProvider time, ILogger logger)
    {
        _store = store;
        _clock = clock;
        _duration = options.LeaseDuration;
        _time = time;
        _logger = logger;
        _since = time.GetTimestamp();
        _lost = new CancellationTokenSource(_duration, time);
    }

    /// <summary>Gets what names this attempt, and no other one ever.</summary>
    public string Owner { get; } = Guid.NewGuid().ToString("N");

    /// <summary>Gets how long the lease still holds.</summary>
    public TimeSpan Remaining => _duration - _time.GetElapsedTime(Volatile.Read(ref _since));

    /// <summary>Gets what is cancelled when the lease is lost: it ran out, or somebody else took it.</summary>
    public CancellationToken Lost => _lost.Token;

    /// <summary>Keeps the lease from now on.</summary>
    /// <param name="id">An event of the record.</param>
    /// <param name="record">The record's row, in which the lease is stored.</param>
    public void Keep(EventId id, RecordRow record)
    {
        _record = record;
        _renewing = RenewAsync(id);
    }

    /// <summary>Renews no more.</summary>
    /// <returns>The record's row as it was stored last.</returns>
    public async Task<RecordRow> EndAsync()
    {
        await _ending.CancelAsync();
        await _renewing;
        return _record;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        _ending.Dispose();
        _lost.Dispose();
    }

    private async Task RenewAsync(EventId id)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(_ending.Token, _lost.Token);
        while (true)
        {
            await Task.Delay(_duration / 3, _time, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (either.IsCancellationRequested)
            {
                return;
            }

            var since = _time.GetTimestamp();
            try
            {
                // Not cancelled: a renewal that took effect unnoticed would leave us with a version that is worth nothing.
                if (await _store.CommitAsync(id, _record, _record with { LeaseUntil = _clock.UtcNow + _duration }, CancellationToken.None) is not { } renewed)
                {
                    await _lost.CancelAsync();
                    return;
                }

                _record = renewed;
                Volatile.Write(ref _since, since);
                _lost.CancelAfter(Remaining);
            }
            catch (Exception e)
            {
                // It is tried again for as long as the lease holds; a handler must not be cut off by one answer that is lost.
                Log.NotRenewed(_logger, id, e);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 210, EventName = "LeaseNotRenewed", Level = LogLevel.Warning, Message = "The lease of the record of {Id} could not be renewed; trying again.")]
        public static partial void NotRenewed(ILogger logger, EventId id, Exception exception);
    }
}
