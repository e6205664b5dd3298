using Stitchex.Functions.Events;

namespace Stitchex.Functions.Tests.Events;

/// <summary>The protocol's rules one by one, until the record is fetched: what a message may do, and how an attempt begins.</summary>
public sealed class ArrivalTransitionTests : TransitionTest
{
    [Theory]
    [InlineData(nameof(EventState.Received), 0, 0, false, false)]
    [InlineData(nameof(EventState.Retrying), 2, 1, false, true)]
    [InlineData(nameof(EventState.Retrying), 2, 2, false, false)]
    [InlineData(nameof(EventState.Retrying), 2, 3, false, false)]
    [InlineData(nameof(EventState.Completed), 2, 2, false, true)]
    [InlineData(nameof(EventState.Completed), 2, 3, false, false)]
    [InlineData(nameof(EventState.Dead), 2, 2, false, true)]
    [InlineData(nameof(EventState.Completed), 2, 0, true, false)]
    [InlineData(nameof(EventState.Retrying), 2, 0, true, false)]
    public void Message_IsDroppedOnlyWhenItsTurnIsOver(string state, int rowTurn, int turn, bool again, bool isDropped)
    {
        var transition = Transitions.Arrive(Situation(Row with { State = Enum.Parse<EventState>(state), Turn = rowTurn }, message: Message with { Turn = turn, Again = again }), Usual);

        Assert.Equal(isDropped, transition.Next is NextStep.Stop && transition.Effects.Count == 0);
        Assert.Equal(!isDropped, transition.Next is NextStep.Begin);
    }

    [Fact]
    public void Paused_SendsTheSameMessageAgain()
    {
        var transition = Transitions.Arrive(Situation(Row), Usual with { IsPaused = true });

        var send = Assert.IsType<Effect.Send>(Assert.Single(transition.Effects));
        Assert.Same(Message, send.Message);
        Assert.InRange(send.Delay, Options.PauseDelay * 0.75, Options.PauseDelay * 1.25);
    }

    [Fact]
    public void Ignored_IsFiltered() => AssertFinal(Transitions.Arrive(Situation(Row), Usual with { IsIgnored = true }), EventState.Completed, EventOutcome.Filtered);

    [Fact]
    public void NoRecordId_IsDead_PointerFirst() => AssertDead(Transitions.Arrive(Situation(Row with { RecordId = null }), Usual), EventOutcome.NoRecordId);

    [Fact]
    public void AnotherOrganisation_IsDead() =>
        AssertDead(Transitions.Arrive(Situation(Row with { OrganisationId = "1" }), Usual), EventOutcome.OtherOrganisation);

    [Fact]
    public void NewerVersionHandedOn_Supersedes() =>
        AssertFinal(Transitions.Arrive(Situation(Row with { Version = V1 }, HandedOn(V2)), Usual), EventState.Completed, EventOutcome.Superseded);

    [Fact]
    public void SameVersionHandedOn_DoesNotSupersede() =>
        Assert.IsType<NextStep.Begin>(Transitions.Arrive(Situation(Row with { Version = V2 }, HandedOn(V2)), Usual).Next);

    [Fact]
    public void Begin_TakesTheLeaseAndCountsTheAttempt_InOneTransaction()
    {
        var transition = Transitions.Begin(Situation(Row, new RecordRow { Fence = 4 }), "me");

        Assert.IsType<NextStep.Fetch>(transition.Next);
        var commit = Assert.IsType<Effect.Commit>(Assert.Single(transition.Effects));
        Assert.Equal((1, Now), (commit.Row.Attempt, commit.Row.StartedAt));
        Assert.Equal(("me", Now + Options.LeaseDuration, 5L), (commit.Record!.LeaseOwner, commit.Record.LeaseUntil, commit.Record.Fence));
    }

    [Fact]
    public void LeaseOfAnother_SendsTheSameMessage_AndNothingCounts()
    {
        var record = new RecordRow { LeaseOwner = "other", LeaseUntil = Now.AddSeconds(-1) };

        var transition = Transitions.Begin(Situation(Row, record, Message with { Waits = 3, Turn = 2, Again = true }), "me");

        var send = Assert.IsType<Effect.Send>(Assert.Single(transition.Effects));
        Assert.Equal(Message with { Waits = 4, Turn = 2, Again = true }, send.Message);
        Assert.InRange(send.Delay, Options.BusyDelay, Options.BusyDelay * 6);
    }

    [Fact]
    public void LeaseThatEndedLongerAgoThanClocksDiffer_IsTaken()
    {
        var record = new RecordRow { LeaseOwner = "other", LeaseUntil = Now.AddSeconds(-2) };

        Assert.IsType<NextStep.Fetch>(Transitions.Begin(Situation(Row, record), "me").Next);
    }

    [Fact]
    public void Again_OpensAFinalEvent_OpenPointerFirst()
    {
        var row = Row with { State = EventState.Dead, Outcome = EventOutcome.GaveUp, Turn = 5, Attempt = 9, Crashes = 5, FaultSince = V1, StaleSince = V1, NotFoundSince = V1 };

        var transition = Transitions.Begin(Situation(row, message: Message with { Again = true }), "me");

        Assert.Equal(new Effect.WritePointer(LogPartition.Open), transition.Effects[0]);
        var opened = Assert.IsType<Effect.Commit>(transition.Effects[1]).Row;
        Assert.Equal((EventState.Retrying, EventOutcome.None, 6, Now, 1, 0), (opened.State, opened.Outcome, opened.Turn, opened.OpenedAt, opened.Attempt, opened.Crashes));
        Assert.Equal((null, null, null), (opened.FaultSince, opened.StaleSince, opened.NotFoundSince));
    }

    [Fact]
    public void LongWaitForThePermit_IsToldByTheRow_BeforeTheMessageIsPutBack()
    {
        var transition = Transitions.WaitForPermit(Situation(Row), TimeSpan.FromHours(6));

        var due = Assert.IsType<Effect.Commit>(transition.Effects[0]);
        var again = Assert.IsType<Effect.Send>(transition.Effects[1]);
        Assert.Equal((Now + again.Delay, Row.Turn, Message), (due.Row.NextAttemptAt, due.Row.Turn, again.Message));
        Assert.Null(due.Record);
    }

    [Theory]
    [InlineData("short")]
    [InlineData("final")]
    [InlineData("under way")]
    public void OtherWaitForThePermit_ChangesNoRow(string why)
    {
        var row = why switch
        {
            "final" => Row with { State = EventState.Completed },
            "under way" => Row with { StartedAt = Now },
            _ => Row,
        };

        Assert.IsType<Effect.Send>(Assert.Single(Transitions.WaitForPermit(Situation(row), why == "short" ? TimeSpan.FromSeconds(20) : TimeSpan.FromHours(6)).Effects));
    }

    [Fact]
    public void TurnFromTheFuture_OpensAFinalEvent()
    {
        var transition = Transitions.Begin(Situation(Row with { State = EventState.Completed, Turn = 5 }, message: Message with { Turn = 6 }), "me");

        Assert.Equal((EventState.Retrying, 6), (LastRow(transition).State, LastRow(transition).Turn));
    }

    [Theory]
    [InlineData(0, "begins")]
    [InlineData(1, "waits")]
    [InlineData(3, "waits")]
    [InlineData(4, "dead")]
    public void AttemptThatWasCutOff_IsACrash(int before, string then)
    {
        var transition = Transitions.Begin(Situation(Row with { StartedAt = Now.AddMinutes(-11), Crashes = before }), "me");

        Assert.Equal(before + 1, LastRow(transition).Crashes);
        Assert.Equal(then == "begins", transition.Next is NextStep.Fetch);
        Assert.Equal(then == "waits", LastRow(transition) is { State: EventState.Retrying, StartedAt: null });
        Assert.Equal(then == "dead", LastRow(transition) is { State: EventState.Dead, Outcome: EventOutcome.Crashed });
    }

    [Fact]
    public void Repeat_DoesNotForgiveCrashes() => Assert.Equal(
        5, LastRow(Transitions.Begin(Situation(Row with { StartedAt = V1, Crashes = 4 }, message: Message with { Again = true }), "me")).Crashes);

    [Fact]
    public void WithoutTheLease_TheRecordIsLeftAlone()
    {
        var transition = Transitions.Arrive(Situation(Row with { Version = V1, StartedAt = Now }, HandedOn(V2) with { LeaseOwner = "other", LeaseUntil = Now.AddMinutes(1) }), Usual);

        Assert.Null(Assert.IsType<Effect.Commit>(Assert.Single(transition.Effects)).Record);
    }
}
