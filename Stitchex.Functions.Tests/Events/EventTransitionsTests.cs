using Stitchex.Functions.Api;
using Stitchex.Functions.Configuration;
using Stitchex.Functions.Events;

namespace Stitchex.Functions.Tests.Events;

/// <summary>The protocol's rules one by one. Rows, messages and answers are made by small builders, so that a test shows only what matters to it.</summary>
public sealed class EventTransitionsTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset V1 = Now.AddHours(-2);
    private static readonly DateTimeOffset V2 = Now.AddHours(-1);
    private static readonly ProcessingOptions Options = new();
    private static readonly Circumstances Usual = new(IsPaused: false, IsIgnored: false, OrganisationId: "9579");
    private static readonly EventId Id = EventId.Create("invoice", "7", "update", new string('0', 32));

    private readonly EventTransitions _transitions = new(Options);

    private static readonly EventRow Row = new()
    {
        Id = Id,
        Resource = "invoice",
        Action = "update",
        RecordId = "7",
        ReceivedAt = Now.AddMinutes(-1),
        OpenedAt = Now.AddMinutes(-1),
        State = EventState.Received,
    };

    private static readonly EventMessage Message = new() { Id = Id.ToString(), Resource = "invoice", RecordId = "7" };

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
        var transition = _transitions.Arrive(Situation(Row with { State = Enum.Parse<EventState>(state), Turn = rowTurn }, message: Message with { Turn = turn, Again = again }), Usual);

        Assert.Equal(isDropped, transition.Next is NextStep.Stop && transition.Effects.Count == 0);
        Assert.Equal(!isDropped, transition.Next is NextStep.Begin);
    }

    [Fact]
    public void Paused_SendsTheSameMessageAgain()
    {
        var transition = _transitions.Arrive(Situation(Row), Usual with { IsPaused = true });

        var send = Assert.IsType<Effect.Send>(Assert.Single(transition.Effects));
        Assert.Same(Message, send.Message);
        Assert.InRange(send.Delay, Options.PauseDelay * 0.75, Options.PauseDelay * 1.25);
    }

    [Fact]
    public void Ignored_IsFiltered() => AssertFinal(_transitions.Arrive(Situation(Row), Usual with { IsIgnored = true }), EventState.Completed, EventOutcome.Filtered);

    [Fact]
    public void NoRecordId_IsDead_PointerFirst() => AssertDead(_transitions.Arrive(Situation(Row with { RecordId = null }), Usual), EventOutcome.NoRecordId);

    [Fact]
    public void AnotherOrganisation_IsDead() =>
        AssertDead(_transitions.Arrive(Situation(Row with { OrganisationId = "1" }), Usual), EventOutcome.OtherOrganisation);

    [Fact]
    public void NewerVersionHandedOn_Supersedes() =>
        AssertFinal(_transitions.Arrive(Situation(Row with { Version = V1 }, HandedOn(V2)), Usual), EventState.Completed, EventOutcome.Superseded);

    [Fact]
    public void SameVersionHandedOn_DoesNotSupersede() =>
        Assert.IsType<NextStep.Begin>(_transitions.Arrive(Situation(Row with { Version = V2 }, HandedOn(V2)), Usual).Next);

    [Fact]
    public void Begin_TakesTheLeaseAndCountsTheAttempt_InOneTransaction()
    {
        var transition = _transitions.Begin(Situation(Row, new RecordRow { Fence = 4 }), "me");

        Assert.IsType<NextStep.Fetch>(transition.Next);
        var commit = Assert.IsType<Effect.Commit>(Assert.Single(transition.Effects));
        Assert.Equal((1, Now), (commit.Row.Attempt, commit.Row.StartedAt));
        Assert.Equal(("me", Now + Options.LeaseDuration, 5L), (commit.Record!.LeaseOwner, commit.Record.LeaseUntil, commit.Record.Fence));
    }

    [Fact]
    public void LeaseOfAnother_SendsTheSameMessage_AndNothingCounts()
    {
        var record = new RecordRow { LeaseOwner = "other", LeaseUntil = Now.AddSeconds(-1) };

        var transition = _transitions.Begin(Situation(Row, record, Message with { Waits = 3, Turn = 2, Again = true }), "me");

        var send = Assert.IsType<Effect.Send>(Assert.Single(transition.Effects));
        Assert.Equal(Message with { Waits = 4, Turn = 2, Again = true }, send.Message);
        Assert.InRange(send.Delay, Options.BusyDelay, Options.BusyDelay * 6);
    }

    [Fact]
    public void LeaseThatEndedLongerAgoThanClocksDiffer_IsTaken()
    {
        var record = new RecordRow { LeaseOwner = "other", LeaseUntil = Now.AddSeconds(-2) };

        Assert.IsType<NextStep.Fetch>(_transitions.Begin(Situation(Row, record), "me").Next);
    }

    [Fact]
    public void Again_OpensAFinalEvent_OpenPointerFirst()
    {
        var row = Row with { State = EventState.Dead, Outcome = EventOutcome.GaveUp, Turn = 5, Attempt = 9, Crashes = 5, FaultSince = V1, StaleSince = V1, NotFoundSince = V1 };

        var transition = _transitions.Begin(Situation(row, message: Message with { Again = true }), "me");

        Assert.Equal(new Effect.WritePointer(LogPartition.Open), transition.Effects[0]);
        var opened = Assert.IsType<Effect.Commit>(transition.Effects[1]).Row;
        Assert.Equal((EventState.Retrying, EventOutcome.None, 6, Now, 1, 0), (opened.State, opened.Outcome, opened.Turn, opened.OpenedAt, opened.Attempt, opened.Crashes));
        Assert.Equal((null, null, null), (opened.FaultSince, opened.StaleSince, opened.NotFoundSince));
    }

    [Fact]
    public void TurnFromTheFuture_OpensAFinalEvent()
    {
        var transition = _transitions.Begin(Situation(Row with { State = EventState.Completed, Turn = 5 }, message: Message with { Turn = 6 }), "me");

        Assert.Equal((EventState.Retrying, 6), (LastRow(transition).State, LastRow(transition).Turn));
    }

    [Theory]
    [InlineData(0, "begins")]
    [InlineData(1, "waits")]
    [InlineData(3, "waits")]
    [InlineData(4, "dead")]
    public void AttemptThatWasCutOff_IsACrash(int before, string then)
    {
        var transition = _transitions.Begin(Situation(Row with { StartedAt = Now.AddMinutes(-11), Crashes = before }), "me");

        Assert.Equal(before + 1, LastRow(transition).Crashes);
        Assert.Equal(then == "begins", transition.Next is NextStep.Fetch);
        Assert.Equal(then == "waits", LastRow(transition) is { State: EventState.Retrying, StartedAt: null });
        Assert.Equal(then == "dead", LastRow(transition) is { State: EventState.Dead, Outcome: EventOutcome.Crashed });
    }

    [Fact]
    public void Repeat_DoesNotForgiveCrashes() => Assert.Equal(
        5, LastRow(_transitions.Begin(Situation(Row with { StartedAt = V1, Crashes = 4 }, message: Message with { Again = true }), "me")).Crashes);

    [Fact]
    public void NothingHandedOnYet_IsHandedOn() => AssertHandsOn(Fetched(Row, new RecordRow(), Found(V1, "a")), EventOutcome.Handled);

    [Theory]
    [InlineData(1, "a", true)]
    [InlineData(0, "a", false)]
    [InlineData(0, "b", true)]
    [InlineData(-1, "b", false)]
    [InlineData(null, "a", false)]
    [InlineData(null, "b", true)]
    public void News_AreANewerVersion_OrOtherContentOfTheSame(int? hoursLater, string hash, bool isNews)
    {
        var transition = Fetched(Row, HandedOn(V1, "a"), Found(hoursLater is { } hours ? V1.AddHours(hours) : null, hash));

        Assert.Equal(isNews, transition.Next is NextStep.HandOn);
        Assert.Equal(!isNews, transition.Effects is [Effect.Commit { Row: { State: EventState.Completed, Outcome: EventOutcome.Unchanged } }]);
    }

    [Fact]
    public void OlderThanTheEvent_IsHeldBack_ThenHandedOnAsStale()
    {
        var held = Fetched(Row with { Version = V2 }, new RecordRow(), Found(V1, "a"));

        AssertNotNow(held);
        Assert.Equal(Now, LastRow(held).StaleSince);
        AssertHandsOn(Fetched(Row with { Version = V2, StaleSince = Now.AddMinutes(-10) }, new RecordRow(), Found(V1, "a")), EventOutcome.Stale);
    }

    [Fact]
    public void OlderThanTheEventAndHandedOnAlready_EndsStale() => AssertFinal(
        Fetched(Row with { Version = V2, StaleSince = Now.AddMinutes(-10) }, HandedOn(V1, "a"), Found(V1, "a")), EventState.Completed, EventOutcome.Stale);

    [Fact]
    public void DifferenceInPrecision_IsNoLag() => AssertHandsOn(Fetched(Row with { Version = V1.AddMilliseconds(999) }, new RecordRow(), Found(V1, "a")), EventOutcome.Handled);

    [Theory]
    [InlineData(nameof(EventOutcome.NotFound), false)]
    [InlineData(nameof(EventOutcome.NoEndpoint), true)]
    public void NotFound_CountsTenMinutesLater(string outcome, bool pathIsGuess)
    {
        var first = Fetched(Row, new RecordRow(), new FetchResult.NotFound(pathIsGuess) { Status = 404 });

        AssertNotNow(first);
        Assert.Equal(Now, LastRow(first).NotFoundSince);
        Assert.Equal(outcome, LastRow(Fetched(Row with { NotFoundSince = Now.AddMinutes(-10) }, new RecordRow(), new FetchResult.NotFound(pathIsGuess))).Outcome.ToString());
    }

    [Fact]
    public void NotFoundThoughItWasJustNow_IsTriedAgain() =>
        AssertNotNow(Fetched(Row with { NotFoundSince = Now.AddMinutes(-9) }, new RecordRow(), new FetchResult.NotFound(false)));

    [Fact]
    public void NotFoundAndDeleted_EndsAtOnce() => AssertFinal(
        Fetched(Row, HandedOn(V1) with { Tombstone = true, Hash = RecordRow.DeletedHash }, new FetchResult.NotFound(false)), EventState.Completed, EventOutcome.NotFound);

    [Fact]
    public void FoundThoughDeleted_IsHeldBack_ThenBelieved()
    {
        var deleted = HandedOn(V1) with { Tombstone = true, Hash = RecordRow.DeletedHash };

        AssertNotNow(Fetched(Row, deleted, Found(V1, "a")));
        AssertHandsOn(Fetched(Row with { StaleSince = Now.AddMinutes(-10) }, deleted, Found(V1, "a")), EventOutcome.Handled);
    }

    [Fact]
    public void Delete_NeedsNoFetch_WhenNothingWasSeenSince()
    {
        var change = HandOn(_transitions.Begin(Situation(Delete, HandedOn(V1) with { FetchedAt = Delete.ReceivedAt.AddSeconds(-1) }), "me"));

        Assert.Equal((null, EventOutcome.Deleted, null), (change.Record, change.Outcome, change.FetchedAt));
    }

    [Fact]
    public void Delete_IsPendingBeforeAnyHandlerHasIt_AndHoldsBackWhatALateApiShows()
    {
        var begun = LastRecord(_transitions.Begin(Situation(Delete, HandedOn(V1)), "me"));

        Assert.Equal(RecordRow.DeletedHash, begun.PendingHash);
        AssertNotNow(Fetched(Row, begun, Found(V1, "x")));
    }

    [Fact]
    public void Delete_OfAnOlderVersionThanWasHandedOn_IsDecidedByAFetch() =>
        Assert.IsType<NextStep.Fetch>(_transitions.Begin(Situation(Delete with { Version = V1 }, HandedOn(V2)), "me").Next);

    [Fact]
    public void ContentThatTakesThePlaceOfPending_IsAnotherChange()
    {
        var pending = new RecordRow { Version = V1, Hash = "a", Changes = 4, PendingVersion = V1, PendingHash = "b", HandlersDone = "A" };

        Assert.Equal(5, HandOn(Fetched(Row, pending, Found(V1, "b"))).Number);
        Assert.Equal(6, HandOn(Fetched(Row, pending, Found(V1, "a"))).Number);
    }

    [Fact]
    public void Delete_OfADeletedRecord_IsUnchanged() => AssertFinal(
        _transitions.Begin(Situation(Delete, HandedOn(V1) with { Tombstone = true }), "me"), EventState.Completed, EventOutcome.Unchanged);

    [Fact]
    public void Delete_OfARecordSeenAliveSince_IsDecidedByAFetch()
    {
        var seen = HandedOn(V1) with { FetchedAt = Delete.ReceivedAt };

        Assert.IsType<NextStep.Fetch>(_transitions.Begin(Situation(Delete, seen), "me").Next);
        Assert.Null(HandOn(Fetched(Delete, seen, new FetchResult.NotFound(false))).Record);
        AssertNotNow(Fetched(Delete, seen, Found(V1, "a")));
    }

    [Fact]
    public void ApiAsAWhole_StartsNoClock_AndNeverKills()
    {
        var old = Row with { OpenedAt = Now.AddDays(-20), Attempt = 40 };

        var transition = Fetched(old, new RecordRow(), new FetchResult.Unavailable("The API failed (500).", TimeSpan.FromHours(3)) { Status = 500 });

        AssertNotNow(transition);
        Assert.Equal((null, null, null), (LastRow(transition).FaultSince, LastRow(transition).StaleSince, LastRow(transition).NotFoundSince));
        Assert.Equal(TimeSpan.FromHours(3), Assert.IsType<Effect.Send>(transition.Effects[0]).Delay);
    }

    [Fact]
    public void FaultOfItsOwn_IsRetriedFor48Hours()
    {
        var first = Fetched(Row, new RecordRow(), new FetchResult.Unusable("HTML"));

        Assert.Equal(Now, LastRow(first).FaultSince);
        AssertNotNow(Fetched(Row with { FaultSince = Now.AddHours(-47) }, new RecordRow(), new FetchResult.Unusable("HTML")));
        AssertDead(Fetched(Row with { FaultSince = Now.AddHours(-48) }, new RecordRow(), new FetchResult.Unusable("HTML")), EventOutcome.GaveUp);
        AssertDead(Fetched(Row with { FaultSince = Now.AddHours(-48) }, new RecordRow(), new FetchResult.OtherOrganisation("theirs")), EventOutcome.OtherOrganisation);
    }

    [Fact]
    public void NoEndpoint_IsDeadAtOnce() => AssertDead(Fetched(Row, new RecordRow(), new FetchResult.NoEndpoint()), EventOutcome.NoEndpoint);

    [Fact]
    public void NotNow_SendsTheNextTurnBeforeTheRowTellsOfIt_AndFreesTheRecord()
    {
        var transition = Fetched(Row with { Turn = 3, StartedAt = Now }, Leased, new FetchResult.Unusable("HTML"));

        var send = Assert.IsType<Effect.Send>(transition.Effects[0]);
        var commit = Assert.IsType<Effect.Commit>(transition.Effects[1]);
        Assert.Equal(4, send.Message.Turn);
        Assert.Equal((EventState.Retrying, 4, Now + send.Delay, null), (commit.Row.State, commit.Row.Turn, commit.Row.NextAttemptAt, commit.Row.StartedAt));
        Assert.Null(commit.Record!.LeaseOwner);
    }

    [Fact]
    public void HandedOn_MovesTheRecordAndFreesIt_InOneTransaction()
    {
        var fetched = new FetchedRecord(default, V2, "b", Now);

        var transition = HandedOn(Row with { Turn = 1 }, Leased with { Version = V1, Hash = "a", Changes = 4 }, fetched, new HandOnResult(["A"], Failure: null));

        var commit = Assert.IsType<Effect.Commit>(Assert.Single(transition.Effects));
        Assert.Equal((EventState.Completed, EventOutcome.Handled, 2), (commit.Row.State, commit.Row.Outcome, commit.Row.Turn));
        Assert.Equal((V2, "b", 5, false, Now, null, null), (commit.Record!.Version, commit.Record.Hash, commit.Record.Changes, commit.Record.Tombstone, commit.Record.FetchedAt, commit.Record.LeaseOwner, commit.Record.PendingHash));
    }

    [Fact]
    public void HandlerThatFails_LeavesWhatIsDone_AndOnlyTheOthersRunAgain()
    {
        var fetched = new FetchedRecord(default, V2, "b", Now);

        var failed = HandedOn(Row, Leased with { Version = V1, Hash = "a" }, fetched, new HandOnResult(["A"], new HandOnFailure.Failed("B threw.")));

        AssertNotNow(failed);
        var record = LastRecord(failed);
        Assert.Equal((V2, "b", "A", V1), (record.PendingVersion, record.PendingHash, record.HandlersDone, record.Version));
        Assert.Equal(["A"], HandOn(Fetched(Row, record, Found(V2, "b"))).HandlersDone);
        Assert.Empty(HandOn(Fetched(Row, record, Found(V2, "c"))).HandlersDone);
        AssertNotNow(Fetched(Row, record, Found(V1, "a")));
    }

    [Fact]
    public void HandlerThatRejects_KillsTheEvent() => AssertDead(
        HandedOn(Row, Leased, new FetchedRecord(default, V2, "b", Now), new HandOnResult([], new HandOnFailure.Rejected("no"))), EventOutcome.Rejected);

    [Fact]
    public void HandlerThatAsksForLater_IsCalledLater_AndStartsNoClock()
    {
        var transition = HandedOn(Row, Leased, new FetchedRecord(default, V2, "b", Now), new HandOnResult([], new HandOnFailure.Later("busy", TimeSpan.FromMinutes(7))));

        Assert.Equal(TimeSpan.FromMinutes(7), Assert.IsType<Effect.Send>(transition.Effects[0]).Delay);
        Assert.Null(LastRow(transition).FaultSince);
    }

    [Fact]
    public void Deletion_LeavesATombstone()
    {
        var transition = HandedOn(Delete, Leased with { Version = V1, Hash = "a" }, null, new HandOnResult([], Failure: null), EventOutcome.Deleted);

        Assert.Equal((true, RecordRow.DeletedHash, V1), (LastRecord(transition).Tombstone, LastRecord(transition).Hash, LastRecord(transition).Version));
        Assert.Equal(EventOutcome.Deleted, LastRow(transition).Outcome);
    }

    [Fact]
    public void WithoutTheLease_TheRecordIsLeftAlone()
    {
        var transition = _transitions.Arrive(Situation(Row with { Version = V1, StartedAt = Now }, HandedOn(V2) with { LeaseOwner = "other", LeaseUntil = Now.AddMinutes(1) }), Usual);

        Assert.Null(Assert.IsType<Effect.Commit>(Assert.Single(transition.Effects)).Record);
    }

    private static EventRow Delete => Row with { Action = "delete" };

    private static RecordRow Leased => new() { LeaseOwner = "me", LeaseUntil = Now.AddMinutes(1), Fence = 1 };

    private static RecordRow HandedOn(DateTimeOffset version, string hash = "x") => new() { Version = version, Hash = hash, Changes = 1 };

    private static FetchResult.Found Found(DateTimeOffset? version, string hash) => new(new FetchedRecord(default, version, hash, Now)) { Status = 200 };

    private static Situation Situation(EventRow row, RecordRow? record = null, EventMessage? message = null) =>
        new(message ?? Message, row, record ?? new RecordRow(), Now, Chance: 0.5);

    private Transition Fetched(EventRow row, RecordRow record, FetchResult result) =>
        _transitions.Fetched(Situation(row, record) with { HoldsLease = true }, result);

    private Transition HandedOn(EventRow row, RecordRow record, FetchedRecord? fetched, HandOnResult result, EventOutcome outcome = EventOutcome.Handled) =>
        _transitions.HandedOn(Situation(row, record) with { HoldsLease = true }, new Change(fetched, fetched?.FetchedAt, record.Changes + 1, [], outcome), result);

    private static EventRow LastRow(Transition transition) => Assert.IsType<Effect.Commit>(transition.Effects[^1]).Row;

    private static RecordRow LastRecord(Transition transition) => Assert.IsType<Effect.Commit>(transition.Effects[^1]).Record!;

    private static Change HandOn(Transition transition) => Assert.IsType<NextStep.HandOn>(transition.Next).Change;

    private static void AssertHandsOn(Transition transition, EventOutcome outcome) => Assert.Equal(outcome, HandOn(transition).Outcome);

    private static void AssertNotNow(Transition transition)
    {
        Assert.Collection(transition.Effects, effect => Assert.IsType<Effect.Send>(effect), effect => Assert.IsType<Effect.Commit>(effect));
        Assert.Equal(EventState.Retrying, LastRow(transition).State);
    }

    private static void AssertFinal(Transition transition, EventState state, EventOutcome outcome)
    {
        Assert.Single(transition.Effects);
        Assert.Equal((state, outcome), (LastRow(transition).State, LastRow(transition).Outcome));
    }

    private static void AssertDead(Transition transition, EventOutcome outcome)
    {
        Assert.Equal(new Effect.WritePointer(LogPartition.Dead), transition.Effects[0]);
        Assert.Equal((EventState.Dead, outcome), (LastRow(transition).State, LastRow(transition).Outcome));
    }
}
