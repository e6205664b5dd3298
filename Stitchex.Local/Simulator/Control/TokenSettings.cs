using Stitchex.Local.Simulator.Api;

namespace Stitchex.Local.Simulator.Control;

/// <summary>Changes to the tokens that are given out from now on; what is not given stays as it is.</summary>
internal sealed record TokenSettings
{
    public TimeSpan? Lifetime { get; init; }

    public bool? GivesRefreshToken { get; init; }

    public bool? RotatesRefreshToken { get; init; }

    public bool? SaysExpiry { get; init; }

    public TokenOptions ApplyTo(TokenOptions options) => options with
    {
        Lifetime = Lifetime ?? options.Lifetime,
        GivesRefreshToken = GivesRefreshToken ?? options.GivesRefreshToken,
        RotatesRefreshToken = RotatesRefreshToken ?? options.RotatesRefreshToken,
        SaysExpiry = SaysExpiry ?? options.SaysExpiry,
    };
}
