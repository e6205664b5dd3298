using System.Text.Json.Serialization;

namespace Stitchex.Local.Simulator.Api;

/// <summary>Reads and writes what is not a record, in Stitchex's spelling.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(TokenRequest))]
[JsonSerializable(typeof(TokenEndpointResponse))]
[JsonSerializable(typeof(OrganisationsResponse))]
[JsonSerializable(typeof(SetOrganisationRequest))]
[JsonSerializable(typeof(SetOrganisationResponse))]
[JsonSerializable(typeof(ApiError))]
internal sealed partial class ApiJson : JsonSerializerContext;
