namespace Stitchex.Functions.Protocol;

/// <summary>What settings and operators say about an event.</summary>
/// <param name="IsPaused">Whether processing is paused.</param>
/// <param name="IsIgnored">Whether events of this kind are ignored.</param>
/// <param name="OrganisationId">The organisation that is ours.</param>
internal sealed record ProcessingPolicy(bool IsPaused, bool IsIgnored, string OrganisationId);
