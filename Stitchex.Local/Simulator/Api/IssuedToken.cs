namespace Stitchex.Local.Simulator.Api;

/// <summary>A token that was given out; its number tells tokens apart where the value must not be shown.</summary>
internal sealed record IssuedToken(int Number, string Value, DateTimeOffset CreatedAt, TimeSpan Lifetime, string? RefreshToken)
{
    /// <summary>Gets a value indicating whether the response that gives the token says when it was made and how long it lasts.</summary>
    public bool SaysExpiry { get; init; } = true;

    public DateTimeOffset ExpiresAt => CreatedAt + Lifetime;
}
