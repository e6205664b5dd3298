namespace Stitchex.Local.Simulator.Api;

/// <summary>What kind of tokens the account gives out.</summary>
internal sealed record TokenOptions
{
    /// <summary>Gets how long a token is good for. The default value is 7 days.</summary>
    public TimeSpan Lifetime { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Gets a value indicating whether a refresh token comes along. The default value is true.</summary>
    public bool GivesRefreshToken { get; init; } = true;

    /// <summary>Gets a value indicating whether a refresh token is good once, and then replaced. The default value is true.</summary>
    public bool RotatesRefreshToken { get; init; } = true;

    /// <summary>Gets a value indicating whether <c>created_at</c> and <c>expires_in</c> come along. The default value is true.</summary>
    public bool SaysExpiry { get; init; } = true;

    /// <summary>Gets what older accounts give: a token for a year, which cannot be refreshed.</summary>
    public static TokenOptions OldStyle { get; } = new() { Lifetime = TimeSpan.FromSeconds(31_536_000), GivesRefreshToken = false };
}
