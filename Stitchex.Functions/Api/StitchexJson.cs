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

/// <summary>Answer of <c>POST /oauth/token</c>. Times are Unix seconds.</summary>
internal sealed record TokenAnswer(
    [property: JsonPropertyName("access_token")] string? AccessToken,
    [property: JsonPropertyName("expires_in")] long? ExpiresIn,
    [property: JsonPropertyName("created_at")] long? CreatedAt);

/// <summary>Body of <c>POST /organisations/set_current_org</c>.</summary>
internal sealed record CurrentOrganisation([property: JsonPropertyName("organizationId")] long OrganizationId);

/// <summary>The API's small bodies, read and written without reflection.</summary>
[JsonSerializable(typeof(PasswordGrant))]
[JsonSerializable(typeof(TokenAnswer))]
[JsonSerializable(typeof(CurrentOrganisation))]
internal sealed partial class StitchexJson : JsonSerializerContext;
