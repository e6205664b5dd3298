namespace Stitchex.Local.Simulator.Api;

/// <summary>The organisations that the user can choose from.</summary>
internal sealed record OrganisationsResponse(IReadOnlyList<Organisation> Organisations);
