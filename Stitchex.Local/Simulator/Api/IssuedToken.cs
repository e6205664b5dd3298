namespace Stitchex.Local.Simulator.Api;

/// <summary>A token that was given out; its number tells tokens apart where the value must not be shown.</summary>
internal sealed record IssuedToken(int Number, string Value, DateTimeOffset CreatedAt, TimeSpan Lifetime, string? RefreshToken)
{
    public DateTimeOffset ExpiresAt => CreatedAt + Lifetime;
}
