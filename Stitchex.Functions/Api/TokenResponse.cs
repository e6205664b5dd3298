using System.Text.Json.Serialization;

namespace Stitchex.Functions.Api;

/// <summary>Response of <c>POST /oauth/token</c>. Times are Unix seconds.</summary>
internal sealed record TokenResponse(
    [property: JsonPropertyName("access_token")] string? AccessToken,
    [property: JsonPropertyName("expires_in"), JsonConverter(typeof(LenientSecondsConverter))] long? ExpiresIn,
    [property: JsonPropertyName("created_at"), JsonConverter(typeof(LenientSecondsConverter))] long? CreatedAt,
    [property: JsonPropertyName("refresh_token")] string? RefreshToken)
{
    private static readonly long LastSecond = DateTimeOffset.MaxValue.ToUnixTimeSeconds();

    /// <summary>
    /// When the token expires: <c>created_at + expires_in</c>. Older accounts get a year, newer ones a week. Null where that says nothing of use (a number is
    /// missing, or the time is over already): such a token is tried until it is rejected.
    /// </summary>
    public DateTimeOffset? ExpiryAt(DateTimeOffset now)
    {
        if (ExpiresIn is not > 0)
        {
            return null;
        }

        var created = CreatedAt is > 0 && CreatedAt < LastSecond ? CreatedAt.Value : now.ToUnixTimeSeconds();
        var expiry = ExpiresIn < LastSecond - created ? DateTimeOffset.FromUnixTimeSeconds(created + ExpiresIn.Value) : DateTimeOffset.MaxValue;
        return expiry > now && expiry < DateTimeOffset.MaxValue ? expiry : null;
    }
}
