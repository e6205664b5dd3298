using System.Collections.Concurrent;

namespace Stitchex.Local.Simulator.Api;

/// <summary>Remembers which organisation was chosen, on the server's side as the real one does.</summary>
internal sealed class CurrentOrganisation(StitchexSimulatorOptions options)
{
    private const int WholeUser = 0;

    private readonly ConcurrentDictionary<int, long> _chosen = new();

    /// <summary>Gets the organisation whose records a token sees, or null if it sees none.</summary>
    public long? For(IssuedToken token) => _chosen.TryGetValue(KeyOf(token), out var id) ? id : options.MissingOrganisation switch
    {
        MissingOrganisation.Refuse => null,
        MissingOrganisation.UseFirst => options.Organisations[0].Id,
        _ => throw new InvalidOperationException($"{options.MissingOrganisation} is no response to a missing organisation."),
    };

    public void Choose(IssuedToken token, long organisationId) => _chosen[KeyOf(token)] = organisationId;

    /// <summary>Switches whoever has chosen to another organisation, as somebody else with the same login could.</summary>
    public void SwitchAll(long organisationId)
    {
        foreach (var key in _chosen.Keys)
        {
            _chosen[key] = organisationId;
        }
    }

    /// <summary>Forgets every choice.</summary>
    public void Clear() => _chosen.Clear();

    private int KeyOf(IssuedToken token) => options.OrganisationScope is OrganisationScope.User ? WholeUser : token.Number;
}
