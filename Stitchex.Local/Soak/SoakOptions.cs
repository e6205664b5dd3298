using Stitchex.Local.Lab;

namespace Stitchex.Local.Soak;

/// <summary>How long the app is watched, and under what load.</summary>
internal sealed record SoakOptions : RunOptions
{
    /// <summary>Gets how long it takes. The default value is 5 minutes.</summary>
    public TimeSpan Length { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Gets how many events there are in a second, at most: Stitchex pauses while the receiver is behind. The default value is 20.</summary>
    public int Rate { get; init; } = 20;

    /// <summary>Gets how far apart samples are: a hundred in all.</summary>
    public TimeSpan SampleInterval => Length / 100;
}
