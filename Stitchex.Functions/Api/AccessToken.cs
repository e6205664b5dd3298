namespace Stitchex.Functions.Api;

/// <summary>A token that the API gave us, for which our organisation has been made the current one.</summary>
/// <param name="Value">The bearer token. A secret.</param>
/// <param name="ObtainedAt">When it was obtained, by our clock.</param>
/// <param name="RenewAt">From when on a new one is asked for, while this one still serves.</param>
/// <param name="UsableUntil">Until when requests are sent with it: a little before the API stops taking it.</param>
internal sealed record AccessToken(string Value, DateTimeOffset ObtainedAt, DateTimeOffset RenewAt, DateTimeOffset UsableUntil)
{
    private static readonly TimeSpan LongestLead = TimeSpan.FromDays(1);
    private static readonly TimeSpan LongestMargin = TimeSpan.FromMinutes(1);

    /// <summary>Whether a text can be a token: a header holds it, and it is one word.</summary>
    public static bool CanBeSent(string value) => value.All(static character => character is > ' ' and < '\u007F');

    /// <summary>A token that is used until the API rejects it.</summary>
    public static AccessToken NonExpiring(string value, DateTimeOffset now) => new(value, now, DateTimeOffset.MaxValue, DateTimeOffset.MaxValue);

    /// <summary>A token that expires: it is renewed in the last quarter of its life, and at the earliest a day before its end.</summary>
    public static AccessToken Until(DateTimeOffset expiresAt, string value, DateTimeOffset now)
    {
        var life = expiresAt - now;
        return new AccessToken(value, now, expiresAt - Shorter(LongestLead, life / 4), expiresAt - Shorter(LongestMargin, life / 8));
    }

    /// <inheritdoc/>
    public override string ToString() => $"AccessToken {{ UsableUntil = {UsableUntil:O} }}";

    private static TimeSpan Shorter(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
