using System.Collections.Concurrent;
using Stitchex.Local.Simulator.Webhooks;

namespace Stitchex.Functions.Tests.Simulator.Webhooks;

/// <summary>Duplicates, disorder, bursts and thin bodies.</summary>
public sealed class WebhookTroubleTests : WebhookTest
{
    [Fact]
    public async Task Duplicate_HasTheSameBytes()
    {
        Behave(options => options with { DuplicateShare = 1, DuplicateDelay = TimeSpan.FromMilliseconds(1) });

        Simulator.Create("product");

        await Simulator.Webhooks.WaitUntilIdleAsync(Eventually.Deadline);
        Assert.Equal((1, 2, 1), (Counts.Events, Counts.Sent, Counts.Duplicated));
        Assert.Equal(await Receiver.NextAsync(), await Receiver.NextAsync());
    }

    [Fact]
    public async Task Observer_IsToldOfEachRequest_RetriesAndRepeatsIncluded()
    {
        var attempts = new ConcurrentQueue<WebhookAttempt>();
        Simulator.Webhooks.Observer = attempts.Enqueue;
        Receiver.ResponseInTurn(503);

        var webhook = Simulator.Create("product").Webhook!;
        await Simulator.Webhooks.WaitUntilIdleAsync(Eventually.Deadline);
        Simulator.Webhooks.Repeat(webhook, after: TimeSpan.Zero);
        await Simulator.Webhooks.WaitUntilIdleAsync(Eventually.Deadline);

        Assert.Equal([503, 202, 202], attempts.Select(attempt => attempt.Response.Status));
        Assert.All(attempts, attempt => Assert.Same(webhook, attempt.Webhook));
        Assert.Equal((1, 3, 1, 1), (Counts.Events, Counts.Sent, Counts.Retried, Counts.Duplicated));
    }

    [Fact]
    public async Task HeldWebhooks_LeaveTogetherWhenReleased()
    {
        Simulator.Webhooks.Hold();
        for (var i = 0; i < 10; i++)
        {
            Simulator.Create("payment");
        }

        Assert.Equal((10, 0, 0), (Counts.Waiting, Counts.Sent, Receiver.Unread));
        Simulator.Webhooks.Release();

        await Simulator.Webhooks.WaitUntilIdleAsync(Eventually.Deadline);
        Assert.Equal(10, Counts.Accepted);
    }

    [Fact]
    public async Task BurstInterval_LosesNothing()
    {
        Behave(options => options with { BurstInterval = TimeSpan.FromMilliseconds(50) });

        for (var i = 0; i < 10; i++)
        {
            Simulator.Create("payment");
        }

        await Simulator.Webhooks.WaitUntilIdleAsync(Eventually.Deadline);
        Assert.Equal(10, Counts.Accepted);
    }

    [Fact]
    public async Task Shapes_AreDrawnFromTheList()
    {
        Behave(options => options with { Shapes = [WebhookBodyShape.IdOnly] });

        var made = Simulator.Create("invoice");

        Assert.Equal($$$"""{"event":"invoice_create","invoice":{"id":{{{made.Id}}}}}""", await Receiver.NextAsync());
    }

    [Fact]
    public async Task Stop_AbandonsWhatIsWaiting()
    {
        Simulator.Webhooks.Hold();
        Simulator.Create("product");

        await Simulator.DisposeAsync().AsTask().WaitAsync(Eventually.Deadline);

        Assert.Equal(0, Receiver.Unread);
    }
}
