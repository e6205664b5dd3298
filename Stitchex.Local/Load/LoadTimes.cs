using Stitchex.Local.Simulator.Records;

namespace Stitchex.Local.Load;

/// <summary>Finds in what was noted of each delivery how fast it went.</summary>
internal static class LoadTimes
{
    /// <summary>Finds how many events a second were acknowledged, from the first delivery until the last event was.</summary>
    public static double RateOf(IReadOnlyList<LoadDelivery> deliveries)
    {
        var acknowledged = deliveries.Where(delivery => delivery.IsAcknowledged).GroupBy(delivery => delivery.Hash, StringComparer.Ordinal)
            .Select(ofOne => ofOne.Min(delivery => delivery.EndedAt))
            .ToList();
        return acknowledged.Count == 0 ? 0 : acknowledged.Count / (acknowledged.Max() - deliveries.Min(delivery => delivery.BegunAt)).TotalSeconds;
    }

    /// <summary>Finds how long it took from each event's first delivery until a handler had what it tells of, or what came after it: no time if it had before.</summary>
    public static IEnumerable<TimeSpan> HandlingOf(
        IReadOnlyList<SentEvent> sent, IReadOnlyList<LoadDelivery> deliveries, IReadOnlyDictionary<RecordKey, DeliveredRecord> delivered)
    {
        var begunAt = deliveries.GroupBy(delivery => delivery.Hash, StringComparer.Ordinal)
            .ToDictionary(ofOne => ofOne.Key, ofOne => ofOne.Min(delivery => delivery.BegunAt), StringComparer.Ordinal);
        foreach (var one in sent)
        {
            if (begunAt.TryGetValue(one.Id.Hash, out var begun) && delivered.TryGetValue(one.Record, out var record) && record.At(one.Position) is { } at)
            {
                yield return at > begun ? at - begun : TimeSpan.Zero;
            }
        }
    }
}

/// <summary>How times are spread, in milliseconds: so many in a hundred are no longer.</summary>
internal sealed record Percentiles(double P50, double P95, double P99, double Max)
{
    /// <summary>Finds them. Of no times at all, they are not numbers.</summary>
    public static Percentiles From(IEnumerable<TimeSpan> times)
    {
        double[] sorted = [.. times.Select(time => time.TotalMilliseconds).Order()];
        return new Percentiles(At(sorted, 0.5), At(sorted, 0.95), At(sorted, 0.99), At(sorted, 1));
    }

    /// <summary>Gets the least of some values that a share of them does not exceed.</summary>
    /// <param name="sorted">The values, in order.</param>
    /// <param name="share">The share, above 0 and up to 1.</param>
    public static double At(double[] sorted, double share) => sorted.Length == 0 ? double.NaN : sorted[(int)Math.Ceiling(share * sorted.Length) - 1];
}
