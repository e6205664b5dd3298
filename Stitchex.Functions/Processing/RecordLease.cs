using Stitchex.Functions.Configuration;

namespace Stitchex.Functions.Processing;

/// <summary>The right of one attempt to work on a record, for a time. Whether it still holds is told by a monotonic clock, without a request.</summary>
internal sealed class RecordLease(ProcessingOptions options, TimeProvider time)
{
    // Taken before the request that stores the lease, so that it never seems to last longer than it does.
    private readonly long _since = time.GetTimestamp();

    /// <summary>Gets what names this attempt, and no other one ever.</summary>
    public string Owner { get; } = Guid.NewGuid().ToString("N");

    /// <summary>Gets how long the lease still holds.</summary>
    public TimeSpan Remaining => options.LeaseDuration - time.GetElapsedTime(_since);
}
