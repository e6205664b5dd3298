namespace Stitchex.Functions.Storage;

/// <summary>
/// The time by storage's clock, which all instances share: leases and the order of a fetch and an event must not depend on whose clock is right. It is
/// this machine's clock, corrected by what the <c>Date</c> of storage's responses tells.
/// </summary>
internal sealed class StorageClock(TimeProvider time)
{
    // The header tells whole seconds, and storage may round them either way.
    private static readonly TimeSpan Precision = TimeSpan.FromSeconds(2);

    private long _offsetTicks;

    /// <summary>Gets the time.</summary>
    public DateTimeOffset UtcNow => time.GetUtcNow() + TimeSpan.FromTicks(Volatile.Read(ref _offsetTicks));

    /// <summary>Gets this machine's time, to tell when a request was sent.</summary>
    public DateTimeOffset MachineNow => time.GetUtcNow();

    /// <summary>Learns the difference between the clocks from a response that has just arrived. Its date is of some moment since the request was sent.</summary>
    /// <param name="date">The response's date.</param>
    /// <param name="sentAt">When the request was sent, by this machine's clock.</param>
    public void Learn(DateTimeOffset date, DateTimeOffset sentAt)
    {
        var atLeast = date - time.GetUtcNow() - Precision;
        var atMost = date - sentAt + Precision;

        // A response that was late, and one that tells too little, leave the clocks equal if they may be.
        var offset = atLeast > TimeSpan.Zero ? atLeast + Precision : atMost < TimeSpan.Zero ? atMost - Precision : TimeSpan.Zero;
        Volatile.Write(ref _offsetTicks, offset.Ticks);
    }
}
