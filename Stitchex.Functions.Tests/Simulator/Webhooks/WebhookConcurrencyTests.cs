using Stitchex.Local.Simulator.Webhooks;

namespace Stitchex.Functions.Tests.Simulator.Webhooks;

/// <summary>How many webhooks are under way at once.</summary>
public sealed class WebhookConcurrencyTests : WebhookTest
{
    private protected override WebhookOptions Options => base.Options with { Concurrency = 2 };

    [Fact]
    public async Task Concurrency_IsNotExceeded()
    {
        var underWay = new Lock();
        var (current, most) = (0, 0);
        var bothUnderWay = new TaskCompletionSource();
        Receiver.Response = async (context, _) =>
        {
            lock (underWay)
            {
                most = Math.Max(most, ++current);
                if (current == 2)
                {
                    bothUnderWay.TrySetResult();
                }
            }

            await bothUnderWay.Task.WaitAsync(Eventually.Deadline);
            lock (underWay)
            {
                current--;
            }

            await ScriptedReceiver.Accept(context);
        };

        for (var i = 0; i < 10; i++)
        {
            Simulator.Create("payment");
        }

        await Simulator.Webhooks.WaitUntilIdleAsync(Eventually.Deadline);
        Assert.Equal(2, most);
    }
}
