namespace Stitchex.Functions.Tests.Model;

/// <summary>
/// Time, as coarse as the rules allow. It stands still; instead of it moving on, leases and clocks become old. Only the order of inserts and fetches counts
/// second by second: a fetch is later than an insert when it began after it.
/// </summary>
internal static class ModelTime
{
    private static readonly DateTimeOffset Start = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Since when a clock runs that was started a moment ago.</summary>
    public static readonly DateTimeOffset Fresh = Start;

    /// <summary>Since when a clock runs that has run for longer than the API is given to catch up.</summary>
    public static readonly DateTimeOffset Old = Start.AddHours(-1);

    /// <summary>The end of a lease that holds.</summary>
    public static readonly DateTimeOffset LeaseHolds = Start.AddHours(1);

    /// <summary>The end of a lease that is over.</summary>
    public static readonly DateTimeOffset LeaseIsOver = Start.AddHours(-1);

    /// <summary>The first version of a record.</summary>
    public static readonly DateTimeOffset V1 = Start.AddDays(-3);

    /// <summary>The second version of a record.</summary>
    public static readonly DateTimeOffset V2 = Start.AddDays(-2);

    /// <summary>The third version of a record.</summary>
    public static readonly DateTimeOffset V3 = Start.AddDays(-1);

    /// <summary>A version in whole seconds that was saved a moment ago.</summary>
    public static readonly DateTimeOffset JustNow = Start;

    /// <summary>The time after so many inserts.</summary>
    public static DateTimeOffset After(int inserts) => Start.AddSeconds(inserts);

    /// <summary>A clock's start in its normal form.</summary>
    public static DateTimeOffset? Clock(DateTimeOffset? since) => since is null ? null : since == Old ? Old : Fresh;
}
