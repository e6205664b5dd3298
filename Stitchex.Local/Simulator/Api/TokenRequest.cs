namespace Stitchex.Local.Simulator.Api;

/// <summary>The body of a request for a token, of either grant.</summary>
internal sealed record TokenRequest
{
    public string? GrantType { get; init; }

    public string? Email { get; init; }

    public string? Password { get; init; }

    public string? RefreshToken { get; init; }

    public long? ExpiresIn { get; init; }
}
