namespace Stitchex.Functions.Operations.Throughput;

/// <summary>How long something took of some events.</summary>
/// <param name="MedianSeconds">How long half of them took at most.</param>
/// <param name="P95Seconds">How long 95 of 100 of them took at most.</param>
internal sealed record Latency(double MedianSeconds, double P95Seconds)
{
    /// <summary>Computes it from those whose time is known; null where none is.</summary>
    public static Latency? Of(IEnumerable<double?> seconds)
    {
        var ordered = seconds.OfType<double>().Order().ToList();
        return ordered.Count == 0 ? null : new Latency(Percentile(0.5), Percentile(0.95));

        double Percentile(double share) => Math.Round(ordered[(int)Math.Ceiling(share * ordered.Count) - 1], 3);
    }
}
