using Stitchex.Functions.Api;
using Stitchex.Functions.Events;

namespace Stitchex.Functions.Tests.Events;

/// <summary>The protocol's rules one by one, from the API's answer on: what is handed on, and how an attempt ends.</summary>
public sealed class OutcomeTransitionTests : TransitionTest
{
    [Theory]
    [InlineData(-60, 1)]
    [InlineData(0, 1)]
    [InlineData(0.001, 1)]
    [InlineData(3600, 3600)]
    [InlineData(double.MaxValue, 604_800)]
    public void HandlerThatAsksToBeCalledLater_WaitsASecondAtLeast_AndSevenDaysAtMost(double seconds, int waits)
    {
        var asked = TimeSpan.FromTicks((long)Math.Min(seconds * TimeSpan.TicksPerSecond, TimeSpan.MaxValue.Ticks));
        var later = new HandOnFailure.Later("not yet", asked);

        var transition = HandedOn(Row, Leased, new FetchedRecord(default, V1, "a", Now), new HandOnResult([], later));

        AssertNotNow(transition);
        Assert.Equal(Now.AddSeconds(waits), LastRow(transition).NextAttemptAt);
        Assert.Equal(TimeSpan.FromSeconds(waits), Assert.IsType<Effect.Send>(transition.Effects[0]).Delay);
    }

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
        var change = HandOn(Transitions.Begin(Situation(Delete, HandedOn(V1) with { FetchedAt = Delete.ReceivedAt.AddSeconds(-1) }), "me"));

        Assert.Equal((null, EventOutcome.Deleted, null), (change.Record, change.Outcome, change.FetchedAt));
    }

    [Fact]
    public void Delete_IsPendingBeforeAnyHandlerHasIt_AndHoldsBackWhatALateApiShows()
    {
        var begun = LastRecord(Transitions.Begin(Situation(Delete, HandedOn(V1)), "me"));

        Assert.Equal(RecordRow.DeletedHash, begun.PendingHash);
        AssertNotNow(Fetched(Row, begun, Found(V1, "x")));
    }

    [Fact]
    public void Delete_OfAnOlderVersionThanWasHandedOn_IsDecidedByAFetch() =>
        Assert.IsType<NextStep.Fetch>(Transitions.Begin(Situation(Delete with { Version = V1 }, HandedOn(V2)), "me").Next);

    [Fact]
    public void ContentThatTakesThePlaceOfPending_IsAnotherChange()
    {
        var pending = new RecordRow { Version = V1, Hash = "a", Changes = 4, PendingVersion = V1, PendingHash = "b", HandlersDone = "A" };

        Assert.Equal(5, HandOn(Fetched(Row, pending, Found(V1, "b"))).Number);
        Assert.Equal(6, HandOn(Fetched(Row, pending, Found(V1, "a"))).Number);
    }

    [Fact]
    public void Delete_OfADeletedRecord_IsUnchanged() => AssertFinal(
        Transitions.Begin(Situation(Delete, HandedOn(V1) with { Tombstone = true }), "me"), EventState.Completed, EventOutcome.Unchanged);

    [Fact]
    public void Delete_OfARecordSeenAliveSince_IsDecidedByAFetch()
    {
        var seen = HandedOn(V1) with { FetchedAt = Delete.ReceivedAt };

        Assert.IsType<NextStep.Fetch>(Transitions.Begin(Situation(Delete, seen), "me").Next);
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
}
