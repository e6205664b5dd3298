using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Stitchex.Functions.Configuration;
using Stitchex.Functions.Events;
using Stitchex.Functions.Operations.Jobs;
using EventId = Stitchex.Functions.Events.EventId;

namespace Stitchex.Functions.Operations;

/// <summary>
/// Removes events that are older than the retention and need nobody. Dead ones stay until a person has resolved them, open ones until they are done; both
/// stay reachable. Records' rows are never removed: they know which version was handed on.
/// </summary>
public sealed partial class EventPurger
{
    private const int PageSize = 1_000;
    private const int Concurrency = 16;

    private readonly EventStorage _storage;
    private readonly JobRows _jobs;
    private readonly StorageClock _clock;
    private readonly TimeSpan _retention;
    private readonly ILogger<EventPurger> _logger;

    internal EventPurger(EventStorage storage, JobRows jobs, StorageClock clock, IOptions<RetentionOptions> options, ILogger<EventPurger> logger)
    {
        _storage = storage;
        _jobs = jobs;
        _clock = clock;
        _retention = TimeSpan.FromDays(options.Value.Days);
        _logger = logger;
    }

    /// <summary>Purges once. It costs what it purges, and a run that is cut off is made up for by the next one.</summary>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <returns>How many events were removed.</returns>
    /// <exception cref="Azure.RequestFailedException">Storage is away.</exception>
    public async Task<int> PurgeAsync(CancellationToken cancellationToken)
    {
        var expired = _clock.UtcNow - _retention;
        var removed = 0;
        await foreach (var page in _storage.Log.ReadDaysBeforeAsync(expired, cancellationToken).Chunk(PageSize).WithCancellation(cancellationToken))
        {
            removed += await PurgeAsync(page, cancellationToken);
        }

        foreach (var partition in new[] { LogPartition.Dead, LogPartition.Open })
        {
            await foreach (var page in _storage.Log.ReadAsync(partition, EventPointer.RowKeyOf(expired), cancellationToken).Chunk(PageSize).WithCancellation(cancellationToken))
            {
                removed += await PurgeAsync(page, cancellationToken);
            }
        }

        await _jobs.RemoveBeforeAsync(expired, cancellationToken);
        Log.Purged(_logger, removed, expired);
        return removed;
    }

    private async Task<int> PurgeAsync(LogEntry[] page, CancellationToken cancellationToken)
    {
        var limits = new ParallelOptions { MaxDegreeOfParallelism = Concurrency, CancellationToken = cancellationToken };
        var rows = new EventRow?[page.Length];
        await Parallel.ForAsync(0, page.Length, limits, async (i, token) => rows[i] = await _storage.Store.ReadRowAsync(page[i].Pointer.Id, token));

        // Events of one record are in one partition, and go in one transaction.
        ConcurrentDictionary<EventId, bool> removed = [];
        var records = rows.OfType<EventRow>().Where(row => row is { IsFinal: true, NeedsAPerson: false }).DistinctBy(row => row.Id)
            .GroupBy(row => row.Id.PartitionKey)
            .SelectMany(record => record.Chunk(EventStore.MaxTransaction));
        await Parallel.ForEachAsync(records, limits, async (record, token) =>
        {
            foreach (var id in await _storage.Store.RemoveAsync(record, token))
            {
                removed[id] = true;
            }
        });

        var done = new bool[page.Length];
        await Parallel.ForAsync(0, page.Length, limits, async (i, token) =>
            done[i] = rows[i] is not { } row || removed.ContainsKey(row.Id) || await MoveAsync(page[i], row, token));
        foreach (var partition in page.Where((_, i) => done[i]).GroupBy(entry => entry.PartitionKey))
        {
            await _storage.Log.RemoveAsync([.. partition], cancellationToken);
        }

        return removed.Count;
    }

    // What is kept stays reachable in a partition that does not expire; there, its pointer is left where it is.
    private async Task<bool> MoveAsync(LogEntry entry, EventRow row, CancellationToken cancellationToken)
    {
        if (!EventLog.IsDay(entry))
        {
            return false;
        }

        await _storage.Log.WritePointerAsync(row.NeedsAPerson ? LogPartition.Dead : LogPartition.Open, entry.Pointer, cancellationToken);
        return true;
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 420, EventName = "Purged", Level = LogLevel.Information, Message = "Purged {Count} events received before {Expired}.")]
        public static partial void Purged(ILogger logger, int count, DateTimeOffset expired);
    }
}
