namespace Stitchex.Local.Load;

/// <summary>How times are spread, in milliseconds.</summary>
/// <param name="P50">Half of them are no longer.</param>
/// <param name="P95">95 in a hundred are no longer.</param>
/// <param name="P99">99 in a hundred are no longer.</param>
/// <param name="Max">The longest.</param>
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
