using Stitchex.Local.Simulator;
using Stitchex.Local.Simulator.Records;

namespace Stitchex.Functions.Tests;

/// <summary>A simulated Stitchex whose webhooks go nowhere, and the settings that point the app at it.</summary>
internal static class SimulatedStitchex
{
    public static async Task<StitchexSimulator> StartAsync(Func<StitchexSimulatorOptions, StitchexSimulatorOptions>? configure = null, TimeProvider? time = null)
    {
        var simulator = new StitchexSimulator(time ?? new BetweenSeconds());
        await simulator.StartAsync(configure?.Invoke(new StitchexSimulatorOptions()) ?? new StitchexSimulatorOptions(), CancellationToken.None);
        return simulator;
    }

    /// <summary>Settings of an app that works with the simulator, with no waits to speak of.</summary>
    public static Dictionary<string, string?> SettingsFor(StitchexSimulator simulator, params ReadOnlySpan<(string Name, string Value)> more)
    {
        var settings = new Dictionary<string, string?>
        {
            ["Stitchex:Api:BaseAddress"] = simulator.BaseAddress.AbsoluteUri,
            ["Stitchex:Api:Email"] = simulator.Options.Email,
            ["Stitchex:Api:Password"] = simulator.Options.Password,
            ["Stitchex:Processing:PauseCacheTime"] = "00:00:00",
        };
        foreach (var (name, value) in more)
        {
            settings[name] = value;
        }

        return settings;
    }

    /// <summary>The body of the webhook that told of a change.</summary>
    public static byte[] BodyOf(SimulatedChange change) => change.Webhook!.Body.ToArray();

    // A version in whole seconds takes a second look: one change in a thousand would behave unlike the others.
    private sealed class BetweenSeconds : TimeProvider
    {
        public override DateTimeOffset GetUtcNow()
        {
            var now = base.GetUtcNow();
            return now.Millisecond == 0 ? now.AddMilliseconds(1) : now;
        }
    }
}
