using Stitchex.Functions.Events;
using Stitchex.Functions.Protocol;

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
    [InlineData(nameof(EventState.DeadLettered), 2, 2, false, true)]
    [InlineData(nameof(EventState.Completed), 2, 0, true, false)]
    [InlineData(nameof(EventState.Retrying), 2, 0, true, false)]
    public void Message_IsDroppedOnlyWhenItsSequenceIsOver(string state, int rowSequence, int sequence, bool again, bool isDropped)
    {
        var transition = Transitions.OnReceived(DecisionContext(Row with { State = Enum.Parse<EventState>(state), Sequence = rowSequence }, message: Message with { Sequence = sequence, Reopen = again }), Usual);

        Assert.Equal(isDropped, transition.Next is NextStep.Stop && transition.Effects.Count == 0);
        Assert.Equal(!isDropped, transition.Next is NextStep.AcquireLease);
    }

    [Theory]
    [InlineData(nameof(EventState.Completed), -60, true)]
    [InlineData(nameof(EventState.DeadLettered), -60, false)]
    [InlineData(nameof(EventState.Retrying), -60, false)]
    [InlineData(nameof(EventState.Completed), -5, false)]
    [InlineData(nameof(EventState.Completed), 5, false)]
    [InlineData(nameof(EventState.Completed), null, false)]
    public void Replay_IsDroppedWhenTheEventWasOpenedSinceItWasAskedFor_AndIsCompleted(
        string state, int? askedSecondsAfterOpening, bool isDropped)
    {
        var row = Row with { State = Enum.Parse<EventState>(state), Sequence = 4 };
        var askedAt = askedSecondsAfterOpening is { } seconds ? row.OpenedAt.AddSeconds(seconds) : (DateTimeOffset?)null;

        var replay = Message with { Sequence = 2, Reopen = true, AskedAt = askedAt };

        var transition = Transitions.OnReceived(DecisionContext(row, message: replay), Usual);

        Assert.Equal(isDropped, transition.Next is NextStep.Stop && transition.Effects.Count == 0);
    }

    [Fact]
    public void Paused_SendsTheSameMessageAgain()
    {
        var transition = Transitions.OnReceived(DecisionContext(Row), Usual with { IsPaused = true });

        var send = Assert.IsType<Effect.Send>(Assert.Single(transition.Effects));
        Assert.Same(Message, send.Message);
        Assert.InRange(send.Delay, Options.PauseDelay * 0.75, Options.PauseDelay);
    }

    [Fact]
    public void Ignored_IsFiltered() => AssertFinal(Transitions.OnReceived(DecisionContext(Row), Usual with { IsIgnored = true }), EventState.Completed, EventOutcome.Ignored);

    [Fact]
    public void NoRecordId_IsDeadLettered_IndexEntryFirst() => AssertDeadLettered(Transitions.OnReceived(DecisionContext(Row with { RecordId = null }), Usual), EventOutcome.NoRecordId);

    [Fact]
    public void AnotherOrganisation_IsDeadLettered() =>
        AssertDeadLettered(
            Transitions.OnReceived(DecisionContext(Row with { OrganisationId = "1" }), Usual), EventOutcome.OtherOrganisation);

    [Fact]
    public void NewerVersionDelivered_Supersedes() =>
        AssertFinal(Transitions.OnReceived(DecisionContext(Row with { Version = V1 }, Delivered(V2)), Usual), EventState.Completed, EventOutcome.Superseded);

    [Fact]
    public void OlderVersionThatIsListed_AfterADeletionOrAnErasure_IsFetched()
    {
        var row = Row with { Action = EventRow.ReconcileAction, Version = V1 };
        foreach (var record in new[] { Delivered(V2) with { IsTombstone = true }, Delivered(V2) with { Hash = null } })
        {
            Assert.IsType<NextStep.AcquireLease>(Transitions.OnReceived(DecisionContext(row, record), Usual).Next);
        }

        AssertFinal(Transitions.OnReceived(DecisionContext(row, Delivered(V2)), Usual), EventState.Completed, EventOutcome.Superseded);
    }

    [Fact]
    public void SameVersionDelivered_DoesNotSupersede() =>
        Assert.IsType<NextStep.AcquireLease>(Transitions.OnReceived(DecisionContext(Row with { Version = V2 }, Delivered(V2)), Usual).Next);

    [Fact]
    public void Begin_TakesTheLeaseAndCountsTheAttempt_InOneTransaction()
    {
        var transition = Transitions.OnStarting(DecisionContext(Row, new RecordRow { FencingToken = 4 }), "me");

        Assert.IsType<NextStep.Fetch>(transition.Next);
        var commit = Assert.IsType<Effect.Commit>(Assert.Single(transition.Effects));
        Assert.Equal((1, Now), (commit.Row.Attempt, commit.Row.StartedAt));
        Assert.Equal(
            ("me", Now + Options.LeaseDuration, 5L), (commit.Record!.LeaseOwner, commit.Record.LeaseExpiresAt, commit.Record.FencingToken));
    }

    [Fact]
    public void LeaseOfAnother_SendsTheSameMessage_AndNothingCounts()
    {
        var record = new RecordRow { LeaseOwner = "other", LeaseExpiresAt = Now.AddSeconds(-1) };

        var transition = Transitions.OnStarting(
            DecisionContext(Row, record, Message with { BusyCount = 3, Sequence = 2, Reopen = true }), "me");

        var send = Assert.IsType<Effect.Send>(Assert.Single(transition.Effects));
        Assert.Equal(Message with { BusyCount = 4, Sequence = 2, Reopen = true }, send.Message);
        Assert.InRange(send.Delay, Options.LockedRecordDelay, Options.LockedRecordDelay * 6);
    }

    [Fact]
    public void LeaseThatEndedLongerAgoThanClocksDiffer_IsTaken()
    {
        var record = new RecordRow { LeaseOwner = "other", LeaseExpiresAt = Now.AddSeconds(-2) };

        Assert.IsType<NextStep.Fetch>(Transitions.OnStarting(DecisionContext(Row, record), "me").Next);
    }

    [Fact]
    public void Reopen_IsAfterAnOlderResolution_WhateverInstanceTellsTheTime()
    {
        var resolved = Row with { State = EventState.DeadLettered, Outcome = EventOutcome.RetriesExhausted, Sequence = 5, ResolvedAt = Now.AddSeconds(3) };

        var opened = LastRow(Transitions.OnStarting(DecisionContext(resolved, message: Message with { Reopen = true }), "me"));

        Assert.True(opened.OpenedAt > resolved.ResolvedAt);
        Assert.True((opened with { State = EventState.DeadLettered }).RequiresAttention);
    }

    [Fact]
    public void Reopen_OpensAFinalEvent_OpenIndexEntryFirst()
    {
        var row = Row with { State = EventState.DeadLettered, Outcome = EventOutcome.RetriesExhausted, Sequence = 5, Attempt = 9, CrashCount = 5, FailingSince = V1, StaleSince = V1, NotFoundSince = V1 };

        var transition = Transitions.OnStarting(DecisionContext(row, message: Message with { Reopen = true }), "me");

        Assert.Equal(new Effect.WriteIndexEntry(IndexPartition.Open), transition.Effects[0]);
        var opened = Assert.IsType<Effect.Commit>(transition.Effects[1]).Row;
        Assert.Equal((EventState.Retrying, EventOutcome.None, 6, Now, 1, 0), (opened.State, opened.Outcome, opened.Sequence, opened.OpenedAt, opened.Attempt, opened.CrashCount));
        Assert.Equal((null, null, null), (opened.FailingSince, opened.StaleSince, opened.NotFoundSince));
    }

    [Fact]
    public void LongWaitForThePermit_IsToldByTheRow_BeforeTheMessageIsPutBack()
    {
        var transition = Transitions.OnThrottled(DecisionContext(Row), TimeSpan.FromHours(6), "held back");

        var due = Assert.IsType<Effect.Commit>(transition.Effects[0]);
        var again = Assert.IsType<Effect.Send>(transition.Effects[1]);
        Assert.Equal((Now + again.Delay, Row.Sequence, Message), (due.Row.NextAttemptAt, due.Row.Sequence, again.Message));
        Assert.Null(due.Record);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void LongWaitsForThePermit_DoNotRunAgainstTheEvent_AndNotTwiceForIt(bool isServed)
    {
        // Failing for an hour when it was tried last, ten minutes before the first of two waits of 40 minutes.
        var tried = Now.AddMinutes(-90);
        var row = Tried(tried, failingSince: tried.AddHours(-1)) with { NextAttemptAt = tried.AddMinutes(10) };
        foreach (var minutes in (int[])[10, 50])
        {
            var context = DecisionContext(row) with { Now = tried.AddMinutes(minutes) };
            row = Assert.IsType<Effect.Commit>(Transitions.OnThrottled(context, TimeSpan.FromMinutes(40), "held back").Effects[0]).Row;
        }

        var started = row with { StartedAt = Now };
        var ended = isServed ? Delivered(started, Leased, Found(V2, "y").Record, new DispatchResult([], new DispatchFailure.Failed("down"))) : Fetched(started, Leased, new FetchResult.Unavailable("away", RetryAfter: null));

        Assert.Equal(isServed ? TimeSpan.FromMinutes(70) : TimeSpan.FromHours(1), Now - LastRow(ended).FailingSince);
    }

    [Fact]
    public void LongWaitOfAnEventThatWasCutOff_DoesNotRunAgainstIt()
    {
        var row = Tried(Now.AddHours(-7), failingSince: Now.AddHours(-8)) with { NextAttemptAt = Now.AddHours(-6), StartedAt = Now.AddHours(-6), CrashCount = 1 };

        Assert.Equal(Now.AddHours(-2), LastRow(Transitions.OnStarting(DecisionContext(row), "me")).FailingSince);
    }

    [Theory]
    [InlineData(7 * 24 * 60, -60)]
    [InlineData(-3 * 24 * 60, -50)]
    public void DueTimeOfAnotherAttempt_MovesNoClockBeyondTheAttemptBefore(int dueInMinutes, int failsSinceMinutes)
    {
        var row = Tried(Now.AddMinutes(-10), failingSince: Now.AddHours(-1)) with { DueSince = Now.AddMinutes(dueInMinutes), NextAttemptAt = Now, StartedAt = Now };

        var failed = Delivered(row, Leased, Found(V2, "y").Record, new DispatchResult([], new DispatchFailure.Failed("down")));

        Assert.Equal(Now.AddMinutes(failsSinceMinutes), LastRow(failed).FailingSince);
    }

    [Fact]
    public void EndOfRetries_DoesNotForgetThatAnotherAttemptWasCutOff()
    {
        var resolved = Row with { State = EventState.Retrying, ResolvedAt = Now };
        var cutOff = new RecordRow { LeaseOwner = "gone", LeaseExpiresAt = Now.AddMinutes(-5) };

        var record = LastRecord(Transitions.OnStarting(DecisionContext(resolved, cutOff), "me"));

        Assert.Equal((null, Now), (record.LeaseOwner, record.FetchedAt));
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

        Assert.IsType<Effect.Send>(Assert.Single(Transitions.OnThrottled(DecisionContext(row), why == "short" ? TimeSpan.FromSeconds(20) : TimeSpan.FromHours(6), "held back").Effects));
    }

    [Fact]
    public void SequenceFromTheFuture_OpensAFinalEvent()
    {
        var transition = Transitions.OnStarting(DecisionContext(Row with { State = EventState.Completed, Sequence = 5 }, message: Message with { Sequence = 6 }), "me");

        Assert.Equal((EventState.Retrying, 6), (LastRow(transition).State, LastRow(transition).Sequence));
    }

    [Theory]
    [InlineData(0, "begins")]
    [InlineData(1, "waits")]
    [InlineData(3, "waits")]
    [InlineData(4, "dead")]
    public void AttemptThatWasCutOff_IsACrash(int before, string then)
    {
        var transition = Transitions.OnStarting(DecisionContext(Row with { StartedAt = Now.AddMinutes(-11), CrashCount = before }), "me");

        Assert.Equal(before + 1, LastRow(transition).CrashCount);
        Assert.Equal(then == "begins", transition.Next is NextStep.Fetch);
        Assert.Equal(then == "waits", LastRow(transition) is { State: EventState.Retrying, StartedAt: null });
        Assert.Equal(then == "dead", LastRow(transition) is { State: EventState.DeadLettered, Outcome: EventOutcome.CrashLoop });
    }

    [Fact]
    public void Repeat_DoesNotForgiveCrashes() => Assert.Equal(
        5, LastRow(Transitions.OnStarting(DecisionContext(Row with { StartedAt = V1, CrashCount = 4 }, message: Message with { Reopen = true }), "me")).CrashCount);

    [Fact]
    public void RepeatThatMeetsACrash_IsStillARepeat_WhenItsTurnComes()
    {
        var repeat = Message with { Reopen = true, AskedAt = Now, WriteIndexEntry = true };

        var transition = Transitions.OnStarting(DecisionContext(Row with { StartedAt = V1, CrashCount = 1 }, message: repeat), "me");

        var later = Assert.IsType<Effect.Send>(transition.Effects[0]).Message;
        Assert.Equal((true, true, repeat.AskedAt, LastRow(transition).Sequence), (later.Reopen, later.WriteIndexEntry, later.AskedAt, later.Sequence));
    }

    [Fact]
    public void WithoutTheLease_TheRecordIsLeftAlone()
    {
        var transition = Transitions.OnReceived(DecisionContext(Row with { Version = V1, StartedAt = Now }, Delivered(V2) with { LeaseOwner = "other", LeaseExpiresAt = Now.AddMinutes(1) }), Usual);

        Assert.Null(Assert.IsType<Effect.Commit>(Assert.Single(transition.Effects)).Record);
    }

    private static EventRow Tried(DateTimeOffset at, DateTimeOffset failingSince) =>
        Row with { State = EventState.Retrying, Attempts = AttemptHistory.Empty.With(at, nameof(EventState.Retrying), 0, "busy"), FailingSince = failingSince };
}
