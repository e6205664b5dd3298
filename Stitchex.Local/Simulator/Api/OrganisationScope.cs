namespace Stitchex.Local.Simulator.Api;

/// <summary>What the current organisation is a state of; nobody has shown which it is.</summary>
internal enum OrganisationScope
{
    /// <summary>Each token has its own, and a new token has none.</summary>
    Token,

    /// <summary>All tokens of the user share one.</summary>
    User,
}
