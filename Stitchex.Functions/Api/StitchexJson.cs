using System.Text.Json.Serialization;

namespace Stitchex.Functions.Api;

/// <summary>The API's small bodies, read and written without reflection.</summary>
[JsonSerializable(typeof(PasswordGrant))]
[JsonSerializable(typeof(RefreshGrant))]
[JsonSerializable(typeof(TokenResponse))]
[JsonSerializable(typeof(CurrentOrganisationRequest))]
internal sealed partial class StitchexJson : JsonSerializerContext;
