namespace Stitchex.Local.Simulator.Control;

/// <summary>The organisation that should be current from now on.</summary>
internal sealed record OrganisationSettings(long OrganisationId);
