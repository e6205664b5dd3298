using System.Text.Json.Serialization;

namespace Stitchex.Functions.Api;

/// <summary>Answer of <c>POST /oauth/token</c>. Times are Unix seconds.</summary>
internal sealed record TokenAnswer(
    [property: JsonPropertyName("access_token")] string? AccessToken,
    [property: JsonPropertyName("expires_in")] long? ExpiresIn,
    [property: JsonPropertyName("created_at")] long? CreatedAt,
    [property: JsonPropertyName("refresh_token")] string? RefreshToken);
