using Stitchex.Local.Lab;

namespace Stitchex.Local.Chaos;

/// <summary>How much chaos there is.</summary>
internal sealed record ChaosOptions : RunOptions
{
    /// <summary>Gets how many events Stitchex tells of. The default value is 10,000.</summary>
    public int Events { get; init; } = 10_000;

    /// <summary>Gets how long a process lives on the average, at the full rate. The default value is 6 seconds.</summary>
    public TimeSpan KillsEvery { get; init; } = TimeSpan.FromSeconds(6);

    /// <summary>Gets how many events there are in a second, at most: Stitchex pauses while the receiver is behind. The default value is 100.</summary>
    public int Rate { get; init; } = 100;

    /// <summary>Gets how long everything may take: far more than it does, on a machine that does other things too.</summary>
    public TimeSpan Deadline => TimeSpan.FromMinutes(3) + (TimeSpan.FromMilliseconds(100) * Events);
}
