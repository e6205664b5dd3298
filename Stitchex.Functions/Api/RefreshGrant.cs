using System.Text.Json.Serialization;

namespace Stitchex.Functions.Api;

/// <summary>Body of <c>POST /oauth/token</c> with the refresh grant.</summary>
internal sealed record RefreshGrant([property: JsonPropertyName("refresh_token")] string RefreshToken)
{
    [JsonPropertyName("grant_type")]
    public string GrantType { get; } = "refresh_token";
}
