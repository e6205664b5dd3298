using Stitchex.Local.Lab;
using Stitchex.Local.Simulator;
using Stitchex.Local.Simulator.Webhooks;

namespace Stitchex.Local.Load;

/// <summary>How much load there is.</summary>
internal sealed record LoadOptions : RunOptions
{
    /// <summary>Gets how many events Stitchex tells of. The default value is 10,000.</summary>
    public int Events { get; init; } = 10_000;

    /// <summary>Gets how many events there are in a second, whether or not the receiver keeps up. The default value is 100.</summary>
    public int Rate { get; init; } = 100;

    /// <summary>Gets how many records the events are of. The default value is null: a tenth of the events.</summary>
    public int? Records { get; init; }

    /// <summary>Gets how many more records there are, which no webhook told of, and a backfill fetches. The default value is 0.</summary>
    public int Untold { get; init; }

    /// <summary>Gets how often the worker is killed while the backfill runs. The default value is 0.</summary>
    public int Kills { get; init; }

    /// <summary>Gets how many requests to the API the app may send in a minute. The default value is 100,000.</summary>
    public int RequestsPerMinute { get; init; } = 100_000;

    /// <summary>Gets how much managed memory the app may have, in MB. The default value is 0: no limit.</summary>
    public int HeapLimit { get; init; }

    /// <summary>Gets how many events in a hundred are sent once more though nothing was wrong. The default value is 10.</summary>
    public int Duplicates { get; init; } = 10;

    public int DistinctRecords => Records ?? Math.Max(1, Events / 10);

    /// <summary>Gets how long everything may take: far more than it does, on a machine that does other things too.</summary>
    public TimeSpan Deadline =>
        TimeSpan.FromMinutes(3) + (TimeSpan.FromSeconds(1) * Events / Rate) + (TimeSpan.FromMilliseconds(100) * (Events + Untold))
        + (TimeSpan.FromMinutes(4) * Untold / RequestsPerMinute) + (TimeSpan.FromMinutes(1) * Kills);

    /// <summary>Gets how the simulated Stitchex is set up. Duplicates are not its choice: one seed has to repeat the same events each time.</summary>
    public override StitchexSimulatorOptions Simulator => new()
    {
        Seed = Seed,

        // The first waits are 1, 6 and 30 seconds: soon enough to wait for, and no load of their own.
        Webhooks = new WebhookOptions { RetryScale = 0.1 },
    };
}
