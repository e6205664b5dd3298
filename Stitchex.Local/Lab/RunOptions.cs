using Stitchex.Local.Simulator;

namespace Stitchex.Local.Lab;

/// <summary>What chaos, load and soak are told alike.</summary>
internal abstract record RunOptions
{
    /// <summary>Gets what chance starts from.</summary>
    public int Seed { get; init; } = new StitchexSimulatorOptions().Seed;

    /// <summary>Gets what takes the lines of the app's log. The default value is null: nothing is logged.</summary>
    public Action<string>? Log { get; init; }

    /// <summary>Gets how the simulated Stitchex is set up. The default value is one whose webhooks behave as badly as they may.</summary>
    public virtual StitchexSimulatorOptions Simulator => new() { Seed = Seed, Webhooks = LabChanges.Webhooks };
}
