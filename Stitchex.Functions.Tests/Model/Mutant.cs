using Stitchex.Functions.Configuration;
using Stitchex.Functions.Protocol;

namespace Stitchex.Functions.Tests.Model;

/// <summary>A protocol that lacks something.</summary>
/// <param name="Name">What it lacks.</param>
/// <param name="Scenario">The scenario that shows it.</param>
/// <param name="Create">Makes it.</param>
internal sealed record Mutant(string Name, string Scenario, Func<ProcessingOptions, EventTransitions> Create)
{
    /// <summary>Gets what the receiver lacks, where it is not the protocol that does.</summary>
    public Func<Scenario, Scenario> Receiver { get; init; } = scenario => scenario;
}
