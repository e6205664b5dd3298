using System.Text;

namespace Stitchex.Functions.Tests.Simulator.Webhooks;

/// <summary>Deliveries, responses to them, and what is done about those.</summary>
public sealed class WebhookDeliveryTests : WebhookTest
{
    [Fact]
    public async Task Change_IsPostedToTheTargetWithItsKey()
    {
        var made = Simulator.Create("invoice");

        Assert.Equal(Encoding.UTF8.GetString(made.Webhook!.Body.Span), await Receiver.NextAsync());
        await Simulator.Webhooks.WaitUntilIdleAsync(Eventually.Deadline);
        Assert.Equal((1, 1, 1, 0), (Counts.Events, Counts.Sent, Counts.Accepted, Counts.Retried));
    }

    [Theory]
    [InlineData(202)]
    [InlineData(200)]
    [InlineData(204)]
    public async Task Success_IsNotRetried(int status)
    {
        Receiver.ResponseInTurn(status);

        Simulator.Create("product");

        await Simulator.Webhooks.WaitUntilIdleAsync(Eventually.Deadline);
        Assert.Equal((1, 1), (Counts.Sent, Counts.CountOf(status)));
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(503)]
    [InlineData(302)]
    public async Task AnyOtherResponse_IsRetriedWithTheSameBytes(int status)
    {
        Receiver.ResponseInTurn(status, status);

        Simulator.Create("product");

        await Simulator.Webhooks.WaitUntilIdleAsync(Eventually.Deadline);
        Assert.Equal((3, 2, 1, 2), (Counts.Sent, Counts.CountOf(status), Counts.Accepted, Counts.Retried));
        var first = await Receiver.NextAsync();
        Assert.Equal([first, first], [await Receiver.NextAsync(), await Receiver.NextAsync()]);
    }

    [Fact]
    public async Task RejectionsAndFailures_AreCountedApart()
    {
        Receiver.ResponseInTurn(400, 413, 500, 503, 200);

        Simulator.Create("product");

        await Simulator.Webhooks.WaitUntilIdleAsync(Eventually.Deadline);
        Assert.Equal((2, 2, 1, 0), (Counts.Rejected, Counts.Failed, Counts.Duplicates, Counts.Accepted));
    }

    [Fact]
    public async Task ReceiverThatIsNotThere_IsTriedAgain()
    {
        Behave(options => options with { Target = new("http://127.0.0.1:1/api") });
        Simulator.Create("product");
        await Eventually.HoldsAsync(() => Counts.Responses.GetValueOrDefault("unreachable") > 0);

        Behave(options => options with { Target = Receiver.Target });

        await Simulator.Webhooks.WaitUntilIdleAsync(Eventually.Deadline);
        Assert.Equal(1, Counts.Accepted);
    }

    [Fact]
    public async Task EventThatNobodyTakes_IsLost()
    {
        Behave(options => options with
        {
            RetryIntervals = [TimeSpan.FromHours(20)],
            RetryWindow = TimeSpan.FromHours(48),
            RetryScale = 0.000_001,
        });
        Receiver.Response = (context, _) => ScriptedReceiver.ResponseWith(context, 503);

        var made = Simulator.Create("product");

        await Simulator.Webhooks.WaitUntilIdleAsync(Eventually.Deadline);
        var lost = Assert.Single(Simulator.Webhooks.Statistics.Lost);
        Assert.Equal(("product_create", made.Id, "503"), (lost.Event, lost.RecordId, lost.LastResponse));
        Assert.Equal(1, Counts.Lost);
    }

    [Fact]
    public async Task NoTarget_SendsNothing()
    {
        Behave(options => options with { Target = null });

        Simulator.Create("product");

        await Simulator.Webhooks.WaitUntilIdleAsync(Eventually.Deadline);
        Assert.Equal((1, 1, 0), (Counts.Events, Counts.WithoutTarget, Counts.Sent));
    }

    [Fact]
    public async Task DeadlineThatPasses_SaysWhatIsWaiting()
    {
        Simulator.Webhooks.Hold();
        Simulator.Create("product");

        var exception = await Assert.ThrowsAsync<TimeoutException>(
            () => Simulator.Webhooks.WaitUntilIdleAsync(TimeSpan.FromMilliseconds(10)));

        Assert.Contains("1 webhooks are still waiting", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RawBytes_AreSentAsTheyAreAndNotCounted()
    {
        Receiver.ResponseInTurn(400);

        using var response = await Simulator.Webhooks.SendRawAsync("not json"u8.ToArray());

        Assert.Equal(400, (int)response.StatusCode);
        Assert.Equal("not json", await Receiver.NextAsync());
        Assert.Equal(0, Counts.Sent);
    }

    [Fact]
    public async Task HangUp_ComesAfterTheWholeBodyAndBeforeTheResponse()
    {
        var (received, hungUp) = (new TaskCompletionSource<string>(), new TaskCompletionSource());
        Receiver.Response = (context, body) =>
        {
            context.RequestAborted.Register(hungUp.SetResult);
            received.SetResult(body);
            return hungUp.Task;
        };

        await Simulator.Webhooks.SendAndHangUpAsync("not json"u8.ToArray(), until: received.Task);

        Assert.Equal("not json", await received.Task);
        await hungUp.Task.WaitAsync(Eventually.Deadline);
    }
}
