using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Stitchex.Functions.Configuration;
using Stitchex.Functions.Events;
using Stitchex.Functions.Operations.Jobs;
using Stitchex.Functions.Protocol;
using Stitchex.Functions.Storage;

namespace Stitchex.Functions.Operations;

/// <summary>
/// Removes events that are older than the retention and need no attention, and quarantined items that are older than theirs. Dead-lettered ones stay until a person has resolved them, open ones until they are done; both
/// stay reachable. Records' rows are never removed: they know which version was delivered.
/// </summary>
public sealed partial class EventPurger
{
    private const int PageSize = 1_000;
    private const int Concurrency = 16;

    private readonly EventStorage _storage;
    private readonly JobRows _jobs;
    private readonly StorageClock _clock;
    private readonly TimeSpan _retention;
    private readonly TimeSpan _quarantineRetention;
    private readonly ILogger<EventPurger> _logger;

    internal EventPurger(EventStorage storage, JobRows jobs, StorageClock clock, IOptions<RetentionOptions> options, ILogger<EventPurger> logger)
    {
        _storage = storage;
        _jobs = jobs;
        _clock = clock;
        _retention = TimeSpan.FromDays(options.Value.Days);
        _quarantineRetention = TimeSpan.FromDays(options.Value.QuarantineDays);
        _logger = logger;
    }

    /// <summary>Purges once. It costs what it purges, and a run that is cut off is made up for by the next one.</summary>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <returns>How many events were removed.</returns>
    /// <exception cref="Azure.RequestFailedException">Storage is unavailable.</exception>
    public async Task<int> PurgeAsync(CancellationToken cancellationToken)
    {
        var expired = _clock.UtcNow - _retention;

        // First where there are few: what goes there is remembered, for its index entry in its day's partition.
        HashSet<StitchexEventId> gone = [];
        foreach (var partition in new[] { IndexPartition.DeadLettered, IndexPartition.Open })
        {
            await foreach (var page in _storage.Index.ReadAsync(partition, IndexEntry.RowKeyOf(expired), cancellationToken).Chunk(PageSize).WithCancellation(cancellationToken))
            {
                gone.UnionWith(await PurgeAsync(page, gone, expired, cancellationToken));
            }
        }

        var removed = gone.Count;
        await foreach (var page in _storage.Index.ReadDaysBeforeAsync(expired, cancellationToken).Chunk(PageSize).WithCancellation(cancellationToken))
        {
            removed += (await PurgeAsync(page, gone, expired, cancellationToken)).Count;
        }

        await _jobs.RemoveBeforeAsync(expired, cancellationToken);
        if (await _storage.Index.RemoveQuarantinedBeforeAsync(_clock.UtcNow - _quarantineRetention, cancellationToken) is > 0 and var items)
        {
            Log.QuarantinePurged(_logger, items);
        }

        Log.Purged(_logger, removed, expired);
        return removed;
    }

    private async Task<ICollection<StitchexEventId>> PurgeAsync(
        IndexRow[] page, HashSet<StitchexEventId> gone, DateTimeOffset expired, CancellationToken cancellationToken)
    {
        var limits = new ParallelOptions { MaxDegreeOfParallelism = Concurrency, CancellationToken = cancellationToken };
        var rows = new EventRow?[page.Length];
        await Parallel.ForAsync(0, page.Length, limits, async (i, token) => rows[i] = await _storage.Store.ReadRowAsync(page[i].Entry.Id, token));

        // Events of one record are in one partition, and go in one transaction.
        ConcurrentDictionary<StitchexEventId, bool> removed = [];
        var records = rows.OfType<EventRow>()
            .Where(row => row is { IsFinal: true, RequiresAttention: false } && row.LastCameAt < expired)
            .DistinctBy(row => row.Id)
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
            done[i] = rows[i] is { } row
                ? removed.ContainsKey(row.Id) || await MoveAsync(page[i], row, expired, token)
                : gone.Contains(page[i].Entry.Id) || await WasPurgedAsync(page[i].Entry.Id, token));
        foreach (var partition in page.Where((_, i) => done[i]).GroupBy(entry => entry.PartitionKey))
        {
            await _storage.Index.RemoveAsync([.. partition], cancellationToken);
        }

        return removed.Keys;
    }

    // Rows of records are never removed. Where that one is missing too, it is the table that is missing, or is being restored.
    private async Task<bool> WasPurgedAsync(StitchexEventId id, CancellationToken cancellationToken) =>
        await _storage.Store.ReadRecordAsync(id.PartitionKey, cancellationToken) is not null;

    // What is kept stays reachable in a partition that does not expire; there, its index entry is left where it is. What is done, and came
    // again since, is listed on a later day.
    private async Task<bool> MoveAsync(IndexRow entry, EventRow row, DateTimeOffset expired, CancellationToken cancellationToken)
    {
        if (!EventIndex.IsDay(entry))
        {
            return false;
        }

        if (row is not { IsFinal: true, RequiresAttention: false } || row.LastCameAt < expired)
        {
            await _storage.Index.KeepAsync(
                row.RequiresAttention ? IndexPartition.DeadLettered : IndexPartition.Open, IndexEntry.From(row), cancellationToken);
        }

        return true;
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 420, EventName = "Purged", Level = LogLevel.Information, Message = "Purged {Count} events received before {Expired:u}.")]
        public static partial void Purged(ILogger logger, int count, DateTimeOffset expired);

        [LoggerMessage(
            EventId = 421,
            EventName = "QuarantinePurged",
            Level = LogLevel.Warning,
            Message = "Purged {Count} quarantined items that nobody has removed.")]
        public static partial void QuarantinePurged(ILogger logger, int count);
    }
}
