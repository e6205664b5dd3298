using System.Text.Json.Nodes;
using Stitchex.Local.Simulator.Webhooks;

namespace Stitchex.Functions.Tests.Simulator.Webhooks;

/// <summary>Deliveries on a clock that a test moves.</summary>
public sealed class WebhookClockTests : WebhookTest
{
    private readonly WatchedClock _time;

    public WebhookClockTests()
        : this(new WatchedClock(new DateTimeOffset(2026, 11, 2, 3, 0, 0, TimeSpan.Zero)))
    {
    }

    private WebhookClockTests(WatchedClock time)
        : base(time) => _time = time;

    private protected override WebhookOptions Options => new();

    [Fact]
    public async Task SlowResponse_CountsAsFailureAndIsRetried()
    {
        var arrived = new TaskCompletionSource();
        Receiver.Response = async (context, _) =>
        {
            if (arrived.TrySetResult())
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
            }

            await ScriptedReceiver.Accept(context);
        };

        Simulator.Create("product");
        await arrived.Task.WaitAsync(Eventually.Deadline);
        await _time.PassAsync(Simulator.Webhooks.Options.Timeout);
        await _time.PassAsync(Simulator.Webhooks.Options.RetryIntervals[0]);

        await Simulator.Webhooks.WaitUntilIdleAsync(Eventually.Deadline);
        Assert.Equal(1, Counts.Responses["timed out"]);
        Assert.Equal((1, 1, 1), (Counts.Failed, Counts.Retried, Counts.Accepted));
    }

    [Fact]
    public async Task HeldBackEvent_ArrivesAfterALaterOne()
    {
        Behave(options => options with { HoldBackShare = 1 });
        var held = Simulator.Create("payment").Id;
        await Eventually.HoldsAsync(() => _time.IsAwaited);
        Behave(options => options with { HoldBackShare = 0 });
        var later = Simulator.Create("payment").Id;

        Assert.Equal(later, IdOf(await Receiver.NextAsync()));
        _time.Advance(Simulator.Webhooks.Options.LongestHoldBack);
        Assert.Equal(held, IdOf(await Receiver.NextAsync()));
    }

    [Fact]
    public async Task DuplicateThatFails_IsNotRetried()
    {
        Behave(options => options with { DuplicateShare = 1 });
        Receiver.ResponseInTurn(202, 503);

        Simulator.Create("product");
        await Eventually.HoldsAsync(() => Counts.Accepted == 1);
        await _time.PassAsync(Simulator.Webhooks.Options.DuplicateDelay);

        await Simulator.Webhooks.WaitUntilIdleAsync(Eventually.Deadline);
        Assert.Equal((2, 1, 0, 0), (Counts.Sent, Counts.CountOf(503), Counts.Retried, Counts.Lost));
    }

    [Fact]
    public async Task Retries_GoOnFor48HoursAndThenTheEventIsLost()
    {
        Receiver.Response = (context, _) => ScriptedReceiver.ResponseWith(context, 503);
        var begun = _time.GetUtcNow();
        var intervals = Simulator.Webhooks.Options.RetryIntervals;

        Simulator.Create("product");

        for (var retry = 0; _time.GetUtcNow() - begun <= TimeSpan.FromHours(47); retry++)
        {
            await _time.PassAsync(intervals[Math.Min(retry, intervals.Count - 1)]);
        }

        await Simulator.Webhooks.WaitUntilIdleAsync(Eventually.Deadline);
        Assert.Equal((1, 51), (Counts.Lost, Counts.Retried));
    }

    private static string IdOf(string body) => $"{JsonNode.Parse(body)!["payment"]!["id"]}";
}
