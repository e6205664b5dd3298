using System.Text.Json.Serialization;

namespace Stitchex.Functions.Api;

/// <summary>Body of <c>POST /organisations/set_current_org</c>.</summary>
internal sealed record CurrentOrganisationRequest([property: JsonPropertyName("organizationId")] long OrganizationId);
