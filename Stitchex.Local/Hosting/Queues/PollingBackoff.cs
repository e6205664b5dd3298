namespace Stitchex.Local.Hosting.Queues;

/// <summary>How long to wait until the next look at an empty queue: from 100 ms on, each time about twice as long, up to a limit.</summary>
internal sealed class PollingBackoff(TimeSpan longest, Random random)
{
    private const double Spread = 0.2;

    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(100);

    private int _emptyLooks;

    /// <summary>Gets the next wait.</summary>
    /// <param name="foundSomething">Whether there was a message since the last wait.</param>
    public TimeSpan Next(bool foundSomething)
    {
        if (foundSomething)
        {
            _emptyLooks = 0;
        }

        if (_emptyLooks++ == 0)
        {
            return Shortest;
        }

        // Several instances that look at one queue must not keep in step.
        var factor = 1 - Spread + (2 * Spread * random.NextDouble());
        var wait = Shortest + (Shortest * factor * Math.Pow(2, Math.Min(_emptyLooks - 2, 30)));
        return wait < longest ? wait : longest;
    }
}
