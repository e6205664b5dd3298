using System.Diagnostics;
using Stitchex.Functions.Records;

namespace Stitchex.Functions.Benchmarks.Processing;

/// <summary>Counts the changes that are delivered.</summary>
/// <param name="expected">How many there will be.</param>
/// <param name="progress">Gets the count after each.</param>
internal sealed class CountingHandler(int expected, Action<int> progress) : IRecordHandler
{
    private readonly TaskCompletionSource _all = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly long[] _times = new long[expected];
    private int _count;

    /// <summary>Gets what ends with the last of them.</summary>
    public Task All => _all.Task;

    /// <inheritdoc/>
    public Task HandleAsync(RecordChange change, CancellationToken cancellationToken)
    {
        var count = Interlocked.Increment(ref _count);
        if (count <= expected)
        {
            _times[count - 1] = Stopwatch.GetTimestamp();
            progress(count);
        }

        if (count == expected)
        {
            _all.SetResult();
        }

        return Task.CompletedTask;
    }

    /// <summary>How many changes a second there were between two of them.</summary>
    public double RateBetween(int first, int last) => (last - first) / Stopwatch.GetElapsedTime(_times[first], _times[last]).TotalSeconds;
}
