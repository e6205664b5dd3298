using System.Text.Json.Serialization;

namespace Stitchex.Local.Simulator.Api;

/// <summary>The choice of an organisation; the one body whose key is spelled this way.</summary>
internal sealed record SetOrganisationRequest([property: JsonPropertyName("organizationId")] long? OrganisationId);
