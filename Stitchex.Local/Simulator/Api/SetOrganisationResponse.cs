using System.Text.Json.Serialization;

namespace Stitchex.Local.Simulator.Api;

/// <summary>Says that the choice was taken.</summary>
internal sealed record SetOrganisationResponse([property: JsonPropertyName("Status")] string Status);
