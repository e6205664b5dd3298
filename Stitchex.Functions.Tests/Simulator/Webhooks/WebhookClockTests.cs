using Microsoft.Extensions.Time.Testing;
using Stitchex.Local.Simulator.Webhooks;

namespace Stitchex.Functions.Tests.Simulator.Webhooks;

/// <summary>Deliveries on a clock that a test moves.</summary>
public sealed class WebhookClockTests : WebhookTest
{
    private readonly FakeTimeProvider _time;

    public WebhookClockTests()
        : this(new FakeTimeProvider())
    {
    }

    private WebhookClockTests(FakeTimeProvider time)
        : base(time) => _time = time;

    private protected override WebhookOptions Options => new();

    [Fact]
    public async Task DuplicateThatFails_IsNotRetried()
    {
        Behave(options => options with { DuplicateShare = 1 });
        Receiver.AnswerInTurn(202, 503);

        Simulator.Create("product");
        await Eventually.HoldsAsync(() => Counts.Accepted == 1);
        await Eventually.HoldsAsync(() =>
        {
            _time.Advance(Simulator.Webhooks.Options.DuplicateDelay);
            return Counts.Waiting == 0;
        });

        Assert.Equal((2, 1, 0, 0), (Counts.Sent, Counts.Of(503), Counts.Retried, Counts.Lost));
    }

    [Fact]
    public async Task Retries_GoOnFor48HoursAndThenTheEventIsLost()
    {
        Receiver.Answer = (context, _) => ScriptedReceiver.AnswerWith(context, 503);
        var begun = _time.GetUtcNow();

        Simulator.Create("product");

        await Eventually.HoldsAsync(() =>
        {
            _time.Advance(TimeSpan.FromHours(1));
            return Counts.Lost == 1;
        });
        Assert.InRange(_time.GetUtcNow() - begun, TimeSpan.FromHours(46), TimeSpan.MaxValue);
        Assert.InRange(Counts.Retried, 4, 60);
    }
}
