using System.Collections.Concurrent;

namespace Stitchex.Functions.Tests.Hosting.Samples;

/// <summary>What the sample functions tell a test, and what it has them do.</summary>
public sealed class Probe
{
    private int _running;
    private int _mostAtOnce;

    /// <summary>Gets what the functions were called with, in order.</summary>
    public ConcurrentQueue<string> Calls { get; } = [];

    /// <summary>Gets or sets what a call does. The default is nothing.</summary>
    public Func<string, CancellationToken, Task> Behaviour { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>Gets how many calls ran at once at most.</summary>
    public int MostAtOnce => _mostAtOnce;

    /// <summary>Notes a call and does what the test said.</summary>
    public async Task CallAsync(string input, CancellationToken cancellationToken = default)
    {
        Calls.Enqueue(input);
        var running = Interlocked.Increment(ref _running);
        InterlockedMax(ref _mostAtOnce, running);

        try
        {
            await Behaviour(input, cancellationToken);
        }
        finally
        {
            Interlocked.Decrement(ref _running);
        }
    }

    private static void InterlockedMax(ref int target, int value)
    {
        int seen;
        while ((seen = Volatile.Read(ref target)) < value && Interlocked.CompareExchange(ref target, value, seen) != seen)
        {
        }
    }
}
