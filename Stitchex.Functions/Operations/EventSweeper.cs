using System.Collections.Concurrent;
using System.Text;
using Microsoft.Extensions.Logging;
using Stitchex.Functions.Configuration;
using Stitchex.Functions.Events;
using Stitchex.Functions.Operations.Jobs;
using Stitchex.Functions.Operations.Listing;
using Stitchex.Functions.Protocol;
using Stitchex.Functions.Storage;
using Stitchex.Functions.Telemetry;

namespace Stitchex.Functions.Operations;

/// <summary>
/// Looks for events whose message was lost all the same. It looks at each event once, some time after it was received; those that are not done then are
/// watched, and overdue ones are sent again. So are the messages of stalled jobs. What waits, for the API or for an operator, is measured.
/// What a run costs does not grow with what is stored.
/// </summary>
public sealed partial class EventSweeper
{
    private const int MaxScanned = 2_000;
    private const int MaxWatched = 1_000;
    private const int MaxOldest = 128;
    private const int MaxUnresolved = 1_000;
    private const int MaxDeadLettered = 10_000;
    private const int Concurrency = 16;

    // An index entry is written seconds after its event, at worst, and clocks differ.
    private static readonly TimeSpan Trail = TimeSpan.FromMinutes(10);

    // Whoever opens an event writes its index entry first, and may be about to change the row.
    private static readonly TimeSpan Opening = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan FirstLook = TimeSpan.FromDays(7);
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan LongestWindow = TimeSpan.FromDays(1);

    private readonly EventStorage _storage;
    private readonly EventTransitions _transitions;
    private readonly JobRunner _jobs;
    private readonly EventScan _scan;
    private readonly StorageClock _clock;
    private readonly StitchexMetrics _metrics;
    private readonly ILogger<EventSweeper> _logger;

    internal EventSweeper(
        EventStorage storage,
        EventTransitions transitions,
        JobRunner jobs,
        EventScan scan,
        StorageClock clock,
        StitchexMetrics metrics,
        ILogger<EventSweeper> logger)
    {
        _storage = storage;
        _transitions = transitions;
        _jobs = jobs;
        _scan = scan;
        _clock = clock;
        _metrics = metrics;
        _logger = logger;
    }

    /// <summary>Sweeps once. A run that is cut off is made up for by the next one.</summary>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <returns>A task that ends with the run.</returns>
    /// <exception cref="Azure.RequestFailedException">Storage is unavailable.</exception>
    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        try
        {
            var position = await _storage.Control.ReadSweepAsync(cancellationToken) ?? new SweepPosition(_clock.UtcNow - FirstLook, Open: null);
            var (scannedUntil, found) = await LookAsync(position.ScannedUntil, cancellationToken);
            var (open, resent) = await WatchAsync(position.Open, cancellationToken);
            await _storage.Control.WriteSweepAsync(new SweepPosition(scannedUntil, open), cancellationToken);
            await _jobs.ResumeStalledAsync(cancellationToken);
            await LookAtQueuesAsync(cancellationToken);
            Log.Swept(_logger, found, resent);
        }
        finally
        {
            // Somebody is to learn of what waits, also where the rest fails with each sweep.
            await CountUnresolvedAsync(cancellationToken);
        }
    }

    private async Task<(DateTimeOffset ScannedUntil, int Found)> LookAsync(DateTimeOffset after, CancellationToken cancellationToken)
    {
        var end = _clock.UtcNow - Trail;
        var (scanned, found) = (0, 0);
        var window = Window;
        while (after < end && scanned < MaxScanned)
        {
            var until = Earlier(end, EndOfDay(after), after + window);
            var before = scanned;
            var entries = _storage.Index.ReadAsync(IndexPartition.Day, after, until, cancellationToken);
            await foreach (var some in entries.Chunk(MaxWatched).WithCancellation(cancellationToken))
            {
                await Parallel.ForEachAsync(some, Limits(cancellationToken), async (entry, token) =>
                {
                    if (await _storage.Store.ReadReceiptAsync(entry.Entry.Id, token) is { IsFinal: false } row)
                    {
                        // One entry, however often it came.
                        await _storage.Index.WriteEntryAsync(IndexPartition.Open, entry.Entry with { ReceivedAt = row.ReceivedAt }, token);
                        Interlocked.Increment(ref found);
                    }
                });
                scanned += some.Length;
            }

            after = until;

            // A quiet time is passed in few steps.
            window = scanned > before ? Window : window < LongestWindow ? window * 2 : window;
        }

        return (after, found);
    }

    private async Task<(string? Position, int Resent)> WatchAsync(string? after, CancellationToken cancellationToken)
    {
        var entries = await _storage.Index.ReadAsync(IndexPartition.Open, after, cancellationToken).Take(MaxWatched).ToListAsync(cancellationToken);
        if (entries.Count == 0)
        {
            _metrics.Open(0, TimeSpan.Zero);
            return (null, 0);
        }

        // While messages wait, an overdue event may be one of them. While processing is paused, all of them wait, hidden: each sweep would add to them.
        var mayResend = await _storage.Queue.HasCaughtUpAsync(cancellationToken) && !await _storage.Control.IsPausedAsync(cancellationToken);
        var (resent, missing) = (0, 0);
        var open = new ConcurrentBag<DateTimeOffset>();
        await Parallel.ForEachAsync(entries, Limits(cancellationToken), async (entry, token) =>
        {
            if (await _storage.Store.ReadRowAsync(entry.Entry.Id, token) is not { } row)
            {
                Interlocked.Increment(ref missing);
            }
            else if (await WatchAsync(entry, row, mayResend, open, token))
            {
                Interlocked.Increment(ref resent);
            }
        });
        if (missing > 0)
        {
            Log.Missing(_logger, missing);
        }

        var count = open.Count;
        if (entries.Count == MaxWatched)
        {
            await AddOldestAsync(open, cancellationToken);
        }

        _metrics.Open(count, open.IsEmpty ? TimeSpan.Zero : _clock.UtcNow - open.Min());
        return (entries.Count < MaxWatched ? null : entries[^1].Entry.RowKey, resent);
    }

    // The oldest come last, and are not among those that were watched just now.
    private async Task AddOldestAsync(ConcurrentBag<DateTimeOffset> open, CancellationToken cancellationToken)
    {
        foreach (var entry in (await _storage.Index.ReadOldestAsync(IndexPartition.Open, cancellationToken)).TakeLast(MaxOldest).Reverse())
        {
            if (await _storage.Store.ReadRowAsync(entry.Entry.Id, cancellationToken) is { IsFinal: false } row)
            {
                open.Add(row.OpenedAt);
                return;
            }
        }
    }

    private async Task<bool> WatchAsync(IndexRow entry, EventRow row, bool mayResend, ConcurrentBag<DateTimeOffset> open, CancellationToken cancellationToken)
    {
        if (row.IsFinal)
        {
            if (_clock.UtcNow - entry.WrittenAt > Opening)
            {
                await _storage.Index.RemoveAsync(entry, cancellationToken);
            }

            return false;
        }

        if (row.IsWaiting)
        {
            open.Add(row.OpenedAt);
        }

        if (!mayResend || row.State == EventState.Unreadable || _transitions.Resend(row, entry.ResentAt, _clock.UtcNow) is not { } message)
        {
            return false;
        }

        await _storage.Queue.SendAsync(message, TimeSpan.Zero, cancellationToken);
        await _storage.Index.MarkResentAsync(entry, _clock.UtcNow, cancellationToken);
        Log.Resent(_logger, message.Id, message.Sequence);
        return true;
    }

    private async Task LookAtQueuesAsync(CancellationToken cancellationToken)
    {
        _metrics.QueueLength(StorageNames.EventsQueue, await _storage.Queue.LengthAsync(cancellationToken));
        var poisoned = await _storage.Poison.LengthAsync(cancellationToken);
        _metrics.QueueLength(StorageNames.PoisonQueue, poisoned);
        if (poisoned > 0)
        {
            await _storage.Poison.RemoveUndecodableAsync(KeepAsync, cancellationToken);
        }
    }

    // How many there are now, not how many were added: whoever watches learns of them even if the process that added them is gone.
    private async Task CountUnresolvedAsync(CancellationToken cancellationToken)
    {
        // Those that are resolved stay among them until they are purged.
        List<EventOutcome> outcomes = [];
        ScanPosition? position = null;
        var scanned = 0;
        do
        {
            var page = await _scan.ReadAsync(EventFilter.AllDeadLettered(_clock.UtcNow), position, MaxUnresolved, cancellationToken, MaxUnresolved);
            outcomes.AddRange(page.Rows.Where(row => row.RequiresAttention).Select(row => row.Outcome));
            position = page.Position;
            scanned += page.Scanned;
        }
        while (position is not null && outcomes.Count < MaxUnresolved && scanned < MaxDeadLettered);

        _metrics.Unresolved(outcomes.CountBy(outcome => outcome).ToDictionary());
        _metrics.Quarantined(await _storage.Index.CountQuarantinedAsync(MaxUnresolved, cancellationToken));
    }

    private async Task KeepAsync(string text)
    {
        const string Reason = "The message is not in Base64, so the host calls no function for it.";
        await _storage.Index.QuarantineAsync(new QuarantinedItem(QuarantinedItem.MessageKind, Reason, Encoding.UTF8.GetBytes(text), _clock.UtcNow), CancellationToken.None);
        Log.Quarantined(_logger, text.Length);
    }

    private static ParallelOptions Limits(CancellationToken cancellationToken) => new() { MaxDegreeOfParallelism = Concurrency, CancellationToken = cancellationToken };

    // A span must not cross midnight: its index entries would be in two partitions.
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
        [LoggerMessage(EventId = 410, EventName = "Swept", Level = LogLevel.Information, Message = "Swept: {Found} unfinished events are now watched, {Resent} overdue ones were resent.")]
        public static partial void Swept(ILogger logger, int found, int resent);

        [LoggerMessage(EventId = 411, EventName = "OverdueResent", Level = LogLevel.Warning, Message = "{Id} is overdue; its message (sequence {Sequence}) was resent.")]
        public static partial void Resent(ILogger logger, string id, int sequence);

        [LoggerMessage(
            EventId = 413,
            EventName = "PoisonQuarantined",
            Level = LogLevel.Error,
            Message = "A message of {Length} characters in the poison queue is not in Base64; it is quarantined.")]
        public static partial void Quarantined(ILogger logger, int length);

        [LoggerMessage(
            EventId = 412,
            EventName = "WatchedRowsMissing",
            Level = LogLevel.Error,
            Message = "{Count} events that are watched have no row. Their index entries are kept: the table StitchexEvents is missing, or is being restored.")]
        public static partial void Missing(ILogger logger, int count);
    }
}
