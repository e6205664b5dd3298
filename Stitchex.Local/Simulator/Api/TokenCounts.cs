namespace Stitchex.Local.Simulator.Api;

/// <summary>How tokens were asked for.</summary>
internal sealed record TokenCounts
{
    public int Logins { get; init; }

    public int Refreshes { get; init; }

    public int Rejected { get; init; }

    public int Issued { get; init; }
}
