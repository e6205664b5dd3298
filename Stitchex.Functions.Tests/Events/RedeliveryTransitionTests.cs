using Stitchex.Functions.Events;
using Stitchex.Functions.Protocol;

namespace Stitchex.Functions.Tests.Events;

/// <summary>A redelivery to a handler that this instance does not have. The model cannot show it: its two handlers are always there.</summary>
public sealed class RedeliveryTransitionTests : TransitionTest
{
    private static readonly EventRow Redelivery = Row with { Action = EventRow.RedeliverAction, RedeliverTo = "B" };

    [Fact]
    public void UnknownHandler_IsWaitedFor_AtGrowingIntervals_AndTheRecordIsLeftAlone()
    {
        var first = Starting(Redelivery);
        var later = Starting(LastRow(first) with { Attempt = 8 });

        AssertRescheduled(first);
        Assert.Equal((1, Now), (LastRow(first).Attempt, LastRow(first).FailingSince));
        Assert.Null(Assert.IsType<Effect.Commit>(first.Effects[^1]).Record);
        Assert.True(LastRow(later).NextAttemptAt - Now > 10 * (LastRow(first).NextAttemptAt - Now));
    }

    [Fact]
    public void UnknownHandler_For48Hours_IsDeadLettered() => AssertDeadLettered(
        Starting(Redelivery with { State = EventState.Retrying, FailingSince = Now.AddHours(-48) }), EventOutcome.RetriesExhausted);

    [Fact]
    public void UnknownHandler_LongWaitsForThePermitDoNotRunAgainstIt()
    {
        var tried = AttemptHistory.Empty.With(Now.AddHours(-50), nameof(EventState.Retrying), 0, "no handler");
        var postponed = Redelivery with
        {
            State = EventState.Retrying,
            Attempts = tried,
            FailingSince = Now.AddHours(-51),
            DueSince = Now.AddHours(-49),
            NextAttemptAt = Now,
        };

        AssertRescheduled(Starting(postponed));
        Assert.Equal(Now.AddHours(-2), LastRow(Starting(postponed)).FailingSince);
    }

    [Fact]
    public void UnknownHandler_OfARedeliveryThatIsReplayed_TheSweepKnowsOfItFirst()
    {
        var deadLettered = Redelivery with { State = EventState.DeadLettered, Outcome = EventOutcome.RetriesExhausted };

        var replayed = Starting(deadLettered, Message with { Reopen = true });

        Assert.Equal(new Effect.WriteIndexEntry(IndexPartition.Open), replayed.Effects[0]);
        Assert.Equal(EventState.Retrying, LastRow(replayed).State);
    }

    [Theory]
    [InlineData("redelivery", 5, true)]
    [InlineData("redelivery", 11, false)]
    [InlineData("redelivery that was cut off itself", 5, false)]
    [InlineData("update", 5, false)]
    public void AttemptThatWasCutOff_IsGivenTheApisLagByARedelivery(string what, int minutesSinceItsLease, bool waits)
    {
        var row = what == "update" ? Row : Redelivery with { RedeliverTo = "A", StartedAt = what == "redelivery" ? null : Now.AddMinutes(-9) };
        var record = Delivered(V1) with { LeaseOwner = "gone", LeaseExpiresAt = Now.AddMinutes(-minutesSinceItsLease) };

        var transition = Transitions.OnStarting(DecisionContext(row, record) with { Handlers = ["A"] }, "me");

        Assert.Equal(waits, transition.Next is NextStep.Stop);
    }

    private Transition Starting(EventRow row, EventMessage? message = null) =>
        Transitions.OnStarting(DecisionContext(row, Delivered(V1), message) with { Handlers = ["A"] }, "me");
}
