using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Stitchex.Functions.Configuration;
using Stitchex.Functions.Events;
using Stitchex.Functions.Operations.Jobs;
using Stitchex.Functions.Telemetry;

namespace Stitchex.Functions.Operations;

/// <summary>
/// Looks for events whose message was lost all the same. It looks at each event once, some time after it was received; those that are not done then are
/// watched, and overdue ones are sent again. So are the messages of jobs that stand still. What a run costs does not grow with what is stored.
/// </summary>
public sealed partial class EventSweeper
{
    private const int MaxLooked = 2_000;
    private const int MaxWatched = 1_000;
    private const int Concurrency = 16;

    private static readonly TimeSpan FirstLook = TimeSpan.FromDays(7);
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan LongestWindow = TimeSpan.FromDays(1);

    private readonly EventStorage _storage;
    private readonly EventTransitions _transitions;
    private readonly JobRunner _jobs;
    private readonly StorageClock _clock;
    private readonly TimeSpan _overdueAfter;
    private readonly StitchexMetrics _metrics;
    private readonly ILogger<EventSweeper> _logger;

    internal EventSweeper(
        EventStorage storage,
        EventTransitions transitions,
        JobRunner jobs,
        StorageClock clock,
        IOptions<ProcessingOptions> options,
        StitchexMetrics metrics,
        ILogger<EventSweeper> logger)
    {
        _storage = storage;
        _transitions = transitions;
        _jobs = jobs;
        _clock = clock;
        _overdueAfter = options.Value.OverdueAfter;
        _metrics = metrics;
        _logger = logger;
    }

    /// <summary>Sweeps once. A run that is cut off is made up for by the next one.</summary>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <returns>A task that ends with the run.</returns>
    /// <exception cref="Azure.RequestFailedException">Storage is away.</exception>
    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        var position = await _storage.Control.ReadSweepAsync(cancellationToken) ?? new SweepPosition(_clock.UtcNow - FirstLook, Open: null);
        var (lookedUntil, found) = await LookAsync(position.LookedUntil, cancellationToken);
        var (open, repeated) = await WatchAsync(position.Open, cancellationToken);
        await _storage.Control.WriteSweepAsync(new SweepPosition(lookedUntil, open), cancellationToken);
        await _jobs.ResumeStalledAsync(cancellationToken);
        await MeasureQueuesAsync(cancellationToken);
        Log.Swept(_logger, found, repeated);
    }

    private async Task<(DateTimeOffset LookedUntil, int Found)> LookAsync(DateTimeOffset after, CancellationToken cancellationToken)
    {
        var end = _clock.UtcNow - _overdueAfter;
        var (looked, found) = (0, 0);
        var window = Window;
        while (after < end && looked < MaxLooked)
        {
            var until = Earlier(end, EndOfDay(after), after + window);
            var entries = await _storage.Log.ReadAsync(LogPartition.Day, after, until, cancellationToken).ToListAsync(cancellationToken);
            await Parallel.ForEachAsync(entries, Limits(cancellationToken), async (entry, token) =>
            {
                if (await _storage.Store.ReadStateAsync(entry.Pointer.Id, token) is EventState.Received or EventState.Retrying)
                {
                    await _storage.Log.WritePointerAsync(LogPartition.Open, entry.Pointer, token);
                    Interlocked.Increment(ref found);
                }
            });
            looked += entries.Count;
            after = until;

            // A quiet time is passed in few steps, a busy one in steps that bound what is held in memory.
            window = entries.Count > 0 ? Window : window < LongestWindow ? window * 2 : window;
        }

        return (after, found);
    }

    private async Task<(string? Position, int Repeated)> WatchAsync(string? after, CancellationToken cancellationToken)
    {
        var entries = await _storage.Log.ReadAsync(LogPartition.Open, after, cancellationToken).Take(MaxWatched).ToListAsync(cancellationToken);
        if (entries.Count == 0)
        {
            _metrics.Open(0, TimeSpan.Zero);
            return (null, 0);
        }

        // While messages wait, an overdue event may be one of them. While processing is paused, all of them wait, hidden: each sweep would add to them.
        var mayRepeat = await _storage.Queue.HasCaughtUpAsync(cancellationToken) && !await _storage.Control.IsPausedAsync(cancellationToken);
        var repeated = 0;
        var open = new ConcurrentBag<DateTimeOffset>();
        await Parallel.ForEachAsync(entries, Limits(cancellationToken), async (entry, token) =>
        {
            if (await WatchAsync(entry, mayRepeat, open, token))
            {
                Interlocked.Increment(ref repeated);
            }
        });
        _metrics.Open(open.Count, open.IsEmpty ? TimeSpan.Zero : _clock.UtcNow - open.Min());
        return (entries.Count < MaxWatched ? null : entries[^1].Pointer.RowKey, repeated);
    }

    private async Task<bool> WatchAsync(LogEntry entry, bool mayRepeat, ConcurrentBag<DateTimeOffset> open, CancellationToken cancellationToken)
    {
        var row = await _storage.Store.ReadRowAsync(entry.Pointer.Id, cancellationToken);
        if (row is null || row.IsFinal)
        {
            // Whoever opens an event writes its pointer first, and may be about to change the row.
            if (_clock.UtcNow - entry.WrittenAt > _overdueAfter)
            {
                await _storage.Log.RemoveAsync(entry, cancellationToken);
            }

            return false;
        }

        open.Add(row.OpenedAt);
        if (!mayRepeat || _transitions.Repeat(row, entry.RepeatedAt, _clock.UtcNow) is not { } message)
        {
            return false;
        }

        await _storage.Queue.SendAsync(message, TimeSpan.Zero, cancellationToken);
        await _storage.Log.MarkRepeatedAsync(entry, _clock.UtcNow, cancellationToken);
        Log.Repeated(_logger, message.Id, message.Turn);
        return true;
    }

    private async Task MeasureQueuesAsync(CancellationToken cancellationToken)
    {
        _metrics.QueueLength(StorageNames.EventsQueue, await _storage.Queue.LengthAsync(cancellationToken));
        _metrics.QueueLength(StorageNames.PoisonQueue, await _storage.Poison.LengthAsync(cancellationToken));
    }

    private static ParallelOptions Limits(CancellationToken cancellationToken) => new() { MaxDegreeOfParallelism = Concurrency, CancellationToken = cancellationToken };

    // A span must not cross midnight: its pointers would be in two partitions.
    private static DateTimeOffset EndOfDay(DateTimeOffset after) => new DateTimeOffset(after.AddTicks(1).UtcDateTime.Date, TimeSpan.Zero).AddDays(1).AddTicks(-1);

    private static DateTimeOffset Earlier(params ReadOnlySpan<DateTimeOffset> times)
    {
        var earliest = times[0];
        foreach (var time in times)
        {
            earliest = time < earliest ? time : earliest;
        }

        return earliest;
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 410, EventName = "Swept", Level = LogLevel.Information, Message = "Swept: {Found} events that were not done are watched now, {Repeated} overdue ones were sent again.")]
        public static partial void Swept(ILogger logger, int found, int repeated);

        [LoggerMessage(EventId = 411, EventName = "OverdueRepeated", Level = LogLevel.Warning, Message = "{Id} is overdue; its turn {Turn} was sent again.")]
        public static partial void Repeated(ILogger logger, string id, int turn);
    }
}
