using Stitchex.Local.Hosting;
using Stitchex.Local.Simulator;

namespace Stitchex.Local.Stack;

/// <summary>What a <see cref="LocalStack"/> runs, and how. Settings are in addition to, or in place of, <see cref="LocalSettings"/>.</summary>
internal sealed record LocalStackOptions : FunctionsHostOptions
{
    /// <summary>Gets a value indicating whether the usual ports are taken where they are free: 7071 for the functions, 10000 to 10002 for Azurite.</summary>
    public bool PreferUsualPorts { get; init; } = true;

    /// <summary>Gets the folder in which Azurite and the simulator keep their data. The default value is null: in memory.</summary>
    public string? DataFolder { get; init; }

    /// <summary>Gets the connection string of storage that is already there. The default value is null: Azurite is started.</summary>
    public string? StorageConnectionString { get; init; }

    /// <summary>Gets how the simulated Stitchex is set up. Its webhooks are pointed at the functions.</summary>
    public StitchexSimulatorOptions Simulator { get; init; } = new();

    /// <summary>Gets the clock of the simulated Stitchex. The default value is the system's.</summary>
    public TimeProvider SimulatorTime { get; init; } = TimeProvider.System;

    /// <summary>Gets where the settings are from, as one is told. The default value is null: nobody is told.</summary>
    public string? SettingsSources { get; init; }

    /// <summary>Gets a value indicating whether changes go on to two destinations of this machine, a signed webhook and a queue.</summary>
    public bool HasDestinations { get; init; }
}
