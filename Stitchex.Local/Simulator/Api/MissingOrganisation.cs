namespace Stitchex.Local.Simulator.Api;

/// <summary>What is shown as long as no current organisation is set.</summary>
internal enum MissingOrganisation
{
    /// <summary>Nothing: 422.</summary>
    Refuse,

    /// <summary>The records of the user's first organisation.</summary>
    UseFirst,
}
