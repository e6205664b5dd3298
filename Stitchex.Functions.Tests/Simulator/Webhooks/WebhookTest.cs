using Stitchex.Local.Simulator;
using Stitchex.Local.Simulator.Webhooks;

namespace Stitchex.Functions.Tests.Simulator.Webhooks;

/// <summary>A simulator and a receiver for its webhooks; unless told otherwise in real time, with the retries scaled down.</summary>
public abstract class WebhookTest(TimeProvider? time = null) : IAsyncLifetime
{
    private protected StitchexSimulator Simulator { get; } = new(time ?? TimeProvider.System);

    private protected ScriptedReceiver Receiver { get; } = new();

    // Nothing is dead-lettered because the machine has much else to do.
    private protected virtual WebhookOptions Options => new()
    {
        RetryScale = 0.0001,
        RetryWindow = TimeSpan.FromDays(365),
        Timeout = Eventually.Deadline,
    };

    private protected WebhookCounts Counts => Simulator.Webhooks.Statistics.Counts;

    public async Task InitializeAsync()
    {
        await Receiver.StartAsync();
        await Simulator.StartAsync(new() { Webhooks = Options with { Target = Receiver.Target } }, CancellationToken.None);
    }

    public async Task DisposeAsync()
    {
        await Simulator.DisposeAsync();
        await Receiver.DisposeAsync();
    }

    private protected void Behave(Func<WebhookOptions, WebhookOptions> change) =>
        Simulator.Webhooks.Options = change(Simulator.Webhooks.Options);
}
