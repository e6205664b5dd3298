using Stitchex.Local.Simulator.Api;
using Stitchex.Local.Simulator.Records;
using Stitchex.Local.Simulator.Webhooks;

namespace Stitchex.Local.Simulator;

/// <summary>How the simulated Stitchex is set up; what nobody has verified about the real one is a choice here.</summary>
internal sealed record StitchexSimulatorOptions
{
    /// <summary>Gets the port on 127.0.0.1. The default value is 0: any free one.</summary>
    public int Port { get; init; }

    public string Email { get; init; } = "warehouse@example.com";

    public string Password { get; init; } = "simulated-password";

    /// <summary>Gets the organisations of the user. The first is the one whose webhooks the receiver is meant to get.</summary>
    public IReadOnlyList<Organisation> Organisations { get; init; } = [new(9579, "Åland & Søns"), new(11111, "Somebody Else")];

    public OrganisationScope OrganisationScope { get; init; } = OrganisationScope.Token;

    public MissingOrganisation MissingOrganisation { get; init; } = MissingOrganisation.Refuse;

    public TokenOptions Tokens { get; init; } = new();

    /// <summary>Gets resources that are served in another place or envelope than the known ones, or that nobody has seen yet.</summary>
    public IReadOnlyList<ResourceShape> Resources { get; init; } = [];

    public WebhookOptions Webhooks { get; init; } = new();

    /// <summary>Gets the file that keeps records and their histories. The default value is null: all is gone at the end.</summary>
    public string? DataFile { get; init; }

    /// <summary>Gets the seed of everything that is left to chance: contents, faults by share, order of webhooks.</summary>
    public int Seed { get; init; } = 20260101;
}
