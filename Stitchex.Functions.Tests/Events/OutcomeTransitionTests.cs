using Stitchex.Functions.Events;
using Stitchex.Functions.Protocol;

namespace Stitchex.Functions.Tests.Events;

/// <summary>The protocol's rules one by one, from the API's response on: what is delivered, and how an attempt ends.</summary>
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
        var later = new DispatchFailure.RetryLater("not yet", asked);

        var transition = Delivered(Row, Leased, new FetchedRecord(default, V1, "a", Now), new DispatchResult([], later));

        AssertRescheduled(transition);
        Assert.Equal(Now.AddSeconds(waits), LastRow(transition).NextAttemptAt);
        Assert.Equal(TimeSpan.FromSeconds(waits), Assert.IsType<Effect.Send>(transition.Effects[0]).Delay);
    }

    [Fact]
    public void ClockOfFailures_StandsWhileAHandlerAsksToBeCalledLater()
    {
        var failing = Row with { FailingSince = Now.AddHours(-3), Attempts = AttemptHistory.Empty.With(Now.AddHours(-2), "Retrying", 0, null) };
        var later = new DispatchFailure.RetryLater("not yet", TimeSpan.FromMinutes(1));

        var transition = Delivered(failing, Leased, new FetchedRecord(default, V1, "a", Now), new DispatchResult([], later));

        Assert.Equal(Now.AddHours(-1), LastRow(transition).FailingSince);
    }

    [Fact]
    public void NothingDeliveredYet_IsDelivered() => AssertHandsOn(Fetched(Row, new RecordRow(), Found(V1, "a")), EventOutcome.Handled);

    [Theory]
    [InlineData(1, "a", true)]
    [InlineData(0, "a", false)]
    [InlineData(0, "b", true)]
    [InlineData(null, "a", false)]
    [InlineData(null, "b", true)]
    public void News_AreANewerVersion_OrOtherContentOfTheSame(int? hoursLater, string hash, bool isNews)
    {
        var transition = Fetched(Row, Delivered(V1, "a"), Found(hoursLater is { } hours ? V1.AddHours(hours) : null, hash));

        Assert.Equal(isNews, transition.Next is NextStep.Dispatch);
        Assert.Equal(!isNews, transition.Effects is [Effect.Commit { Row: { State: EventState.Completed, Outcome: EventOutcome.Unchanged } }]);
    }

    [Fact]
    public void OlderThanTheEvent_IsHeldBack_ThenDeliveredAsStale()
    {
        var held = Fetched(Row with { Version = V2 }, new RecordRow(), Found(V1, "a"));

        AssertRescheduled(held);
        Assert.Equal(Now, LastRow(held).StaleSince);
        AssertHandsOn(Fetched(Row with { Version = V2, StaleSince = Now.AddMinutes(-10) }, new RecordRow(), Found(V1, "a")), EventOutcome.VersionNeverAppeared);
    }

    [Fact]
    public void OlderThanTheEventAndDeliveredAlready_EndsStale() => AssertFinal(
        Fetched(Row with { Version = V2, StaleSince = Now.AddMinutes(-10) }, Delivered(V1, "a"), Found(V1, "a")), EventState.Completed, EventOutcome.VersionNeverAppeared);

    [Fact]
    public void DifferenceInPrecision_IsNoLag() => AssertHandsOn(Fetched(Row with { Version = V1.AddMilliseconds(999) }, new RecordRow(), Found(V1, "a")), EventOutcome.Handled);

    [Theory]
    [InlineData(nameof(EventOutcome.NotFound), false)]
    [InlineData(nameof(EventOutcome.EndpointUnknown), true)]
    public void NotFound_CountsTenMinutesLater(string outcome, bool pathIsGuess)
    {
        var first = Fetched(Row, new RecordRow(), new FetchResult.NotFound(pathIsGuess) { Status = 404 });

        AssertRescheduled(first);
        Assert.Equal(Now, LastRow(first).NotFoundSince);
        Assert.Equal(outcome, LastRow(Fetched(Row with { NotFoundSince = Now.AddMinutes(-10) }, new RecordRow(), new FetchResult.NotFound(pathIsGuess))).Outcome.ToString());
    }

    [Fact]
    public void NotFoundThoughItWasJustNow_IsTriedAgain() =>
        AssertRescheduled(Fetched(Row with { NotFoundSince = Now.AddMinutes(-9) }, new RecordRow(), new FetchResult.NotFound(false)));

    [Fact]
    public void NotFoundAndDeleted_EndsAtOnce() => AssertFinal(
        Fetched(Row, Delivered(V1) with { IsTombstone = true, Hash = RecordRow.DeletedHash }, new FetchResult.NotFound(false)), EventState.Completed, EventOutcome.NotFound);

    [Fact]
    public void FoundThoughDeleted_IsHeldBack_ThenBelieved()
    {
        var deleted = Delivered(V1) with { IsTombstone = true, Hash = RecordRow.DeletedHash };

        AssertRescheduled(Fetched(Row, deleted with { DeletedAt = Now.AddMinutes(-9) }, Found(V1, "a")));
        AssertHandsOn(Fetched(Row, deleted with { DeletedAt = Now.AddMinutes(-10) }, Found(V1, "a")), EventOutcome.Handled);
    }

    [Fact]
    public void Delete_NeedsNoFetch_WhenNothingWasDelivered()
    {
        var change = Dispatch(Transitions.OnStarting(DecisionContext(Delete), "me"));

        Assert.Equal((null, EventOutcome.Deleted, null), (change.Record, change.Outcome, change.FetchedAt));
    }

    [Fact]
    public void Delete_IsPendingBeforeAnyHandlerHasIt_AndHoldsBackWhatALateApiShows()
    {
        var begun = LastRecord(Transitions.OnStarting(DecisionContext(Delete), "me"));

        Assert.Equal((RecordRow.DeletedHash, Now), (begun.PendingHash, begun.DeletedAt));
        AssertRescheduled(Fetched(Row, begun, Found(V1, "x")));
    }

    [Fact]
    public void Delete_OfAnOlderVersionThanWasDelivered_IsDecidedByAFetch() =>
        Assert.IsType<NextStep.Fetch>(Transitions.OnStarting(DecisionContext(Delete with { Version = V1 }, Delivered(V2)), "me").Next);

    [Fact]
    public void ContentThatTakesThePlaceOfPending_IsAnotherChange()
    {
        var pending = new RecordRow { Version = V1, Hash = "a", ChangeCount = 4, PendingVersion = V1, PendingHash = "b", CompletedHandlers = "A" };

        Assert.Equal(5, Dispatch(Fetched(Row, pending, Found(V1, "b"))).Number);
        Assert.Equal(6, Dispatch(Fetched(Row, pending, Found(V1, "a"))).Number);
    }

    [Fact]
    public void Delete_OfADeletedRecord_IsUnchanged() => AssertFinal(
        Transitions.OnStarting(DecisionContext(Delete, Delivered(V1) with { IsTombstone = true }), "me"), EventState.Completed, EventOutcome.Unchanged);

    [Fact]
    public void Delete_OfARecordSeenAliveSince_IsDecidedByAFetch()
    {
        var seen = Delivered(V1) with { FetchedAt = Delete.ReceivedAt };

        Assert.IsType<NextStep.Fetch>(Transitions.OnStarting(DecisionContext(Delete, seen), "me").Next);
        Assert.Null(Dispatch(Fetched(Delete, seen, new FetchResult.NotFound(false))).Record);
        AssertRescheduled(Fetched(Delete, seen, Found(V1, "a")));
    }

    [Fact]
    public void ApiAsAWhole_StartsNoClock_AndNeverKills()
    {
        var old = Row with { OpenedAt = Now.AddDays(-20), Attempt = 40 };

        var transition = Fetched(old, new RecordRow(), new FetchResult.Unavailable("The API failed (500).", TimeSpan.FromHours(3)) { Status = 500 });

        AssertRescheduled(transition);
        Assert.Equal((null, null, null), (LastRow(transition).UnusableSince, LastRow(transition).StaleSince, LastRow(transition).NotFoundSince));
        Assert.Equal(TimeSpan.FromHours(3), Assert.IsType<Effect.Send>(transition.Effects[0]).Delay);
    }

    [Fact]
    public void FaultOfItsOwn_IsRetriedFor48Hours()
    {
        var first = Fetched(Row, new RecordRow(), new FetchResult.Unusable("HTML"));

        Assert.Equal(Now, LastRow(first).UnusableSince);
        AssertRescheduled(Fetched(Row with { UnusableSince = Now.AddHours(-47) }, new RecordRow(), new FetchResult.Unusable("HTML")));
        AssertDeadLettered(Fetched(Row with { UnusableSince = Now.AddHours(-48) }, new RecordRow(), new FetchResult.Unusable("HTML")), EventOutcome.RetriesExhausted);
        AssertDeadLettered(Fetched(Row with { UnusableSince = Now.AddHours(-48) }, new RecordRow(), new FetchResult.OtherOrganisation("theirs")), EventOutcome.OtherOrganisation);
    }

    [Fact]
    public void EndpointUnknown_IsDeadLetteredAtOnce() => AssertDeadLettered(Fetched(Row, new RecordRow(), new FetchResult.EndpointUnknown()), EventOutcome.EndpointUnknown);

    [Fact]
    public void Reschedule_SendsTheNextSequenceBeforeTheRowTellsOfIt_AndFreesTheRecord()
    {
        var transition = Fetched(Row with { Sequence = 3, StartedAt = Now }, Leased, new FetchResult.Unusable("HTML"));

        var send = Assert.IsType<Effect.Send>(transition.Effects[0]);
        var commit = Assert.IsType<Effect.Commit>(transition.Effects[1]);
        Assert.Equal(4, send.Message.Sequence);
        Assert.Equal((EventState.Retrying, 4, Now + send.Delay, null), (commit.Row.State, commit.Row.Sequence, commit.Row.NextAttemptAt, commit.Row.StartedAt));
        Assert.Null(commit.Record!.LeaseOwner);
    }

    [Fact]
    public void Delivered_MovesTheRecordAndFreesIt_InOneTransaction()
    {
        var fetched = new FetchedRecord(default, V2, "b", Now);

        var transition = Delivered(Row with { Sequence = 1 }, Leased with { Version = V1, Hash = "a", ChangeCount = 4 }, fetched, new DispatchResult(["A"], Failure: null));

        var commit = Assert.IsType<Effect.Commit>(Assert.Single(transition.Effects));
        Assert.Equal((EventState.Completed, EventOutcome.Handled, 2), (commit.Row.State, commit.Row.Outcome, commit.Row.Sequence));
        Assert.Equal((V2, "b", 5, false, Now, null, null), (commit.Record!.Version, commit.Record.Hash, commit.Record.ChangeCount, commit.Record.IsTombstone, commit.Record.FetchedAt, commit.Record.LeaseOwner, commit.Record.PendingHash));
    }

    [Fact]
    public void HandlerThatFails_LeavesWhatIsDone_AndOnlyTheOthersRunAgain()
    {
        var fetched = new FetchedRecord(default, V2, "b", Now);

        var failed = Delivered(Row, Leased with { Version = V1, Hash = "a" }, fetched, new DispatchResult(["A"], new DispatchFailure.Failed("B threw.")));

        AssertRescheduled(failed);
        var record = LastRecord(failed);
        Assert.Equal((V2, "b", "A", V1), (record.PendingVersion, record.PendingHash, record.CompletedHandlers, record.Version));
        Assert.Equal(["A"], Dispatch(Fetched(Row, record, Found(V2, "b"))).CompletedHandlers);
        Assert.Empty(Dispatch(Fetched(Row, record, Found(V2, "c"))).CompletedHandlers);
        AssertRescheduled(Fetched(Row, record, Found(V1, "a")));
    }

    [Fact]
    public void HandlerThatRejects_KillsTheEvent() => AssertDeadLettered(
        Delivered(Row, Leased, new FetchedRecord(default, V2, "b", Now), new DispatchResult([], new DispatchFailure.Rejected("no"))), EventOutcome.Rejected);

    [Fact]
    public void HandlerThatAsksForLater_IsCalledLater_AndStartsNoClock()
    {
        var transition = Delivered(Row, Leased, new FetchedRecord(default, V2, "b", Now), new DispatchResult([], new DispatchFailure.RetryLater("busy", TimeSpan.FromMinutes(7))));

        Assert.Equal(TimeSpan.FromMinutes(7), Assert.IsType<Effect.Send>(transition.Effects[0]).Delay);
        Assert.Null(LastRow(transition).FailingSince);
    }

    [Fact]
    public void Deletion_LeavesATombstone()
    {
        var transition = Delivered(Delete, Leased with { Version = V1, Hash = "a" }, null, new DispatchResult([], Failure: null), EventOutcome.Deleted);

        Assert.Equal((true, RecordRow.DeletedHash, V1), (LastRecord(transition).IsTombstone, LastRecord(transition).Hash, LastRecord(transition).Version));
        Assert.Equal(EventOutcome.Deleted, LastRow(transition).Outcome);
    }
}
