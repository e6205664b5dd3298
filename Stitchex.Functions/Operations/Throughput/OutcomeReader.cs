using Stitchex.Functions.Protocol;
using Stitchex.Functions.Storage;

namespace Stitchex.Functions.Operations.Throughput;

/// <summary>
/// Finds out what became of the events of the last day, and how soon, from a sample: a few of each half hour, so that it costs 48 requests
/// and 240 rows at most. On a quiet day these are all.
/// </summary>
internal sealed class OutcomeReader(EventStorage storage, StorageClock clock)
{
    private const int Hours = 24;
    private const int MaxOfHalf = 5;
    private const int Concurrency = 32;

    private static readonly TimeSpan Half = TimeSpan.FromMinutes(30);

    /// <summary>Finds out.</summary>
    public async Task<OutcomeReport> ReadAsync(CancellationToken cancellationToken)
    {
        var now = clock.UtcNow;
        var first = new DateTimeOffset(now.Year, now.Month, now.Day, now.Hour, 0, 0, TimeSpan.Zero).AddHours(1 - Hours);
        var halves = await Task.WhenAll(Enumerable.Range(0, 2 * Hours).Select(i => EntriesAsync(first + (i * Half), cancellationToken)));
        var hours = halves.SelectMany((half, i) => half.Select(entry => (Hour: first.AddHours(i / 2), entry.Entry.Id))).ToList();
        var rows = new EventRow?[hours.Count];
        await Parallel.ForAsync(
            0,
            rows.Length,
            new ParallelOptions { MaxDegreeOfParallelism = Concurrency, CancellationToken = cancellationToken },
            async (i, token) => rows[i] = await storage.Store.ReadRowAsync(hours[i].Id, token));
        var found = rows.Zip(hours, (row, hour) => (hour.Hour, Row: row)).Where(read => read.Row is not null).ToList();
        var byHour = found.ToLookup(read => read.Hour, read => read.Row!);
        return new OutcomeReport(
            [
                .. Enumerable.Range(0, Hours).Select(i => first.AddHours(i))
                    .Select(hour => new HourOutcomes(hour, OutcomeCount.Of([.. byHour[hour]]))),
            ],
            [
                .. found.GroupBy(read => read.Row!.Resource, read => read.Row!, StringComparer.Ordinal)
                    .OrderByDescending(group => group.Count()).ThenBy(group => group.Key, StringComparer.Ordinal)
                    .Select(group => new ResourceOutcomes(group.Key, OutcomeCount.Of([.. group]))),
            ],
            halves.Any(half => half.Count == MaxOfHalf));
    }

    private async Task<IReadOnlyList<IndexRow>> EntriesAsync(DateTimeOffset start, CancellationToken cancellationToken) =>
        (await storage.Index.ReadSomeAsync(
            IndexPartition.Day,
            DateOnly.FromDateTime(start.UtcDateTime),
            IndexEntry.RowKeyOf(start + Half - TimeSpan.FromTicks(1)),
            start,
            MaxOfHalf,
            cancellationToken)).Entries;
}
