using Stitchex.Functions.Storage;

namespace Stitchex.Functions.Operations.Throughput;

/// <summary>Counts the events of the last day, with one request for each hour.</summary>
internal sealed class ThroughputReader(EventStorage storage, StorageClock clock)
{
    private const int Hours = 24;
    private const int MaxCounted = 1_000;

    /// <summary>Counts.</summary>
    public async Task<ThroughputReport> ReadAsync(CancellationToken cancellationToken)
    {
        var now = clock.UtcNow;
        var last = new DateTimeOffset(now.Year, now.Month, now.Day, now.Hour, 0, 0, TimeSpan.Zero);
        return new ThroughputReport(await Task.WhenAll(Enumerable.Range(0, Hours).Select(i => CountAsync(last.AddHours(i - Hours + 1), now, cancellationToken))));
    }

    private async Task<HourCount> CountAsync(DateTimeOffset start, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var end = start.AddHours(1).AddTicks(-1);
        var counted = await storage.Index.CountAsync(start, end, MaxCounted, cancellationToken);
        if (counted.Count < MaxCounted)
        {
            return new HourCount(start, counted.Count, IsEstimate: false);
        }

        var until = now < end ? now : end;
        var share = (until - counted.Oldest!.Value) / (until - start);
        return new HourCount(start, share > 0 ? (long)Math.Max(counted.Count, Math.Round(counted.Count / share)) : counted.Count, IsEstimate: true);
    }
}
