namespace Stitchex.Local.Simulator;

/// <summary>Chance that can be repeated: one seed gives one sequence, whichever thread asks.</summary>
internal sealed class SeededRandom(int seed)
{
    private readonly Lock _lock = new();
    private readonly Random _random = new(seed);

    public bool Jitter(double share)
    {
        lock (_lock)
        {
            return _random.NextDouble() < share;
        }
    }

    public int Between(int least, int most)
    {
        lock (_lock)
        {
            return _random.Next(least, most + 1);
        }
    }

    public T Pick<T>(IReadOnlyList<T> choices) => choices[Between(0, choices.Count - 1)];

    /// <summary>Gives a duration between zero and the longest one.</summary>
    public TimeSpan UpTo(TimeSpan longest)
    {
        lock (_lock)
        {
            return longest * _random.NextDouble();
        }
    }
}
