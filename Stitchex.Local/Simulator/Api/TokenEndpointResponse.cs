namespace Stitchex.Local.Simulator.Api;

/// <summary>A token as it is given out.</summary>
internal sealed record TokenEndpointResponse(string AccessToken, string TokenType, long? ExpiresIn, string? RefreshToken, long? CreatedAt)
{
    public static TokenEndpointResponse From(IssuedToken token) => new(
        token.Value,
        "Bearer",
        token.SaysExpiry ? (long)token.Lifetime.TotalSeconds : null,
        token.RefreshToken,
        token.SaysExpiry ? token.CreatedAt.ToUnixTimeSeconds() : null);
}
