using System.Text.Json.Serialization;

namespace Stitchex.Functions.Api;

/// <summary>Body of <c>POST /oauth/token</c> with the password grant.</summary>
internal sealed record PasswordGrant(
    [property: JsonPropertyName("email")] string Email,
    [property: JsonPropertyName("password")] string Password)
{
    [JsonPropertyName("grant_type")]
    public string GrantType { get; } = "password";
}
