namespace Stitchex.Local.Chaos;

/// <summary>Decides when to kill: in numbers of deliveries, so that one seed always kills after the same ones, however fast the machine is.</summary>
internal sealed class KillSchedule(ChaosOptions options)
{
    // A process that has just started has the work of the last one to take up, and may be killed in that.
    private const double ShareOfShortLives = 0.2;
    private const int LongestShortLife = 20;

    private readonly Random _random = new(options.Seed);
    private readonly double _mean = Math.Max(1, options.KillsEvery.TotalSeconds * options.Rate);

    /// <summary>Draws how many deliveries the next process takes before it is killed.</summary>
    public int Next() => _random.NextDouble() < ShareOfShortLives
        ? _random.Next(1, LongestShortLife)
        : (int)Math.Ceiling(_mean * (0.5 + _random.NextDouble()));
}
