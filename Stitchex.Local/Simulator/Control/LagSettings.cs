namespace Stitchex.Local.Simulator.Control;

/// <summary>How the API should lag: a version behind, for a while or until released, or by a span of time.</summary>
internal sealed record LagSettings
{
    public TimeSpan? For { get; init; }

    public TimeSpan? Behind { get; init; }
}
