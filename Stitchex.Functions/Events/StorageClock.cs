namespace Stitchex.Functions.Events;

/// <summary>
/// The time by storage's clock, which all instances share: leases and the order of a fetch and an event must not depend on whose clock is right. It is
/// this machine's clock, corrected by what the <c>Date</c> of storage's answers tells.
/// </summary>
internal sealed class StorageClock(TimeProvider time)
{
    // The header tells whole seconds, and the answer was under way for a while: less than this is no difference.
    private static readonly TimeSpan Precision = TimeSpan.FromSeconds(2);

    private long _offsetTicks;

    /// <summary>Gets the time.</summary>
    public DateTimeOffset UtcNow => time.GetUtcNow() + TimeSpan.FromTicks(Volatile.Read(ref _offsetTicks));

    /// <summary>Learns the difference between the clocks from an answer of storage that has just arrived.</summary>
    public void Learn(DateTimeOffset date)
    {
        var offset = date - time.GetUtcNow();
        Volatile.Write(ref _offsetTicks, offset.Duration() < Precision ? 0 : offset.Ticks);
    }
}
