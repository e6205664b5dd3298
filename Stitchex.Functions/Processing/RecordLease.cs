using Microsoft.Extensions.Logging;
using Stitchex.Functions.Configuration;
using Stitchex.Functions.Protocol;
using Stitchex.Functions.Storage;

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
    private readonly SemaphoreSlim _writing = new(1);
    private Task _renewing = Task.CompletedTask;
    private string _partitionKey = "";
    private RecordRow _record = new();
    private bool _isUncertain;
    private long _since;

    /// <summary>Prepares a lease. Its time runs from here, before the request that stores it, so that it never seems to last longer than it does.</summary>
    public RecordLease(
        EventStore store, StorageClock clock, ProcessingOptions options, TimeProvider time, ILogger logger, string ownerPrefix = "")
    {
        Owner = ownerPrefix + Guid.NewGuid().ToString("N");
        _store = store;
        _clock = clock;
        _duration = options.LeaseDuration;
        _time = time;
        _logger = logger;
        _since = time.GetTimestamp();
        _lost = new CancellationTokenSource(_duration, time);
    }

    /// <summary>Gets what names this attempt, and no other one ever.</summary>
    public string Owner { get; }

    /// <summary>Gets how long the lease still holds.</summary>
    public TimeSpan Remaining => _duration - _time.GetElapsedTime(Volatile.Read(ref _since));

    /// <summary>Gets what is cancelled when the lease is lost: it ran out, or somebody else took it.</summary>
    public CancellationToken Lost => _lost.Token;

    /// <summary>Keeps the lease from now on.</summary>
    /// <param name="partitionKey">The record's partition.</param>
    /// <param name="record">The record's row, in which the lease is stored.</param>
    public void Keep(string partitionKey, RecordRow record)
    {
        _partitionKey = partitionKey;
        _record = record;
        _renewing = RenewAsync();
    }

    /// <summary>Changes the record's row while the lease is kept.</summary>
    /// <param name="record">What it is to be, but for the lease's own columns.</param>
    /// <returns>The row as it is now; null when the lease is lost.</returns>
    public Task<RecordRow?> StoreAsync(RecordRow record) => WriteAsync(now => record with { LeaseExpiresAt = now.LeaseExpiresAt });

    /// <summary>Renews no more.</summary>
    /// <returns>The record's row as it was stored last.</returns>
    public async Task<RecordRow> EndAsync()
    {
        await _ending.CancelAsync();
        await _renewing;
        if (_isUncertain && await _store.ReadRecordAsync(_partitionKey, CancellationToken.None) is { } stored && stored.LeaseOwner == Owner)
        {
            // A renewal whose response never came was stored all the same.
            (_record, _isUncertain) = (stored, false);
        }

        return _record;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _renewing;
        _ending.Dispose();
        _writing.Dispose();
        _lost.Dispose();
    }

    private async Task RenewAsync()
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
                if (await WriteAsync(now => now with { LeaseExpiresAt = _clock.UtcNow + _duration }) is null)
                {
                    return;
                }

                Volatile.Write(ref _since, since);
                _lost.CancelAfter(Remaining);
            }
            catch (Exception e)
            {
                // It is tried again for as long as the lease holds; a handler must not be cut off by one response that is lost.
                Log.NotRenewed(_logger, _partitionKey, e);
            }
        }
    }

    private async Task<RecordRow?> WriteAsync(Func<RecordRow, RecordRow> change)
    {
        await _writing.WaitAsync();
        try
        {
            // Until its response is there, nobody knows what is stored. Not cancelled: a write that took effect unnoticed would leave us with a version that
            // is worth nothing.
            _isUncertain = true;
            var stored = await _store.CommitAsync(_partitionKey, _record, change(_record), CancellationToken.None);
            _isUncertain = false;
            if (stored is null)
            {
                await _lost.CancelAsync();
                return null;
            }

            return _record = stored;
        }
        finally
        {
            _writing.Release();
        }
    }

    private static partial class Log
    {
        [LoggerMessage(210, LogLevel.Warning, "The lease of {Record} could not be renewed; trying again.", EventName = "LeaseNotRenewed")]
        public static partial void NotRenewed(ILogger logger, string record, Exception exception);
    }
}
