using Stitchex.Functions.Configuration;
using Stitchex.Functions.Events;
using Stitchex.Functions.Protocol;

namespace Stitchex.Functions.Tests.Events;

/// <summary>The rules for an API that lags, that goes back, or that nothing can tell to be up to date.</summary>
public sealed class LagTransitionTests : TransitionTest
{
    private static readonly DateTimeOffset Twelve = V1.AddSeconds(12);
    private static readonly FetchResult.NotFound Gone = new(PathIsGuess: false) { Status = 404 };
    private static readonly DispatchResult Down = new([], new DispatchFailure.Failed("down"));

    // The event was opened a moment ago, and its first attempt is under way.
    private static EventRow New => Row with { OpenedAt = Now, StartedAt = Now };

    private static RecordRow IsTombstone =>
        Delivered(V1) with { IsTombstone = true, Hash = RecordRow.DeletedHash, DeletedAt = Now.AddHours(-1) };

    [Theory]
    [InlineData("listed", "x", true)]
    [InlineData("x", "x", false)]
    public void WhatIsNotWhatAListShowed_IsFetchedAgain(string listed, string shown, bool isFetchedAgain)
    {
        var unversioned = Delivered(V1) with { Version = null };
        var row = New with
        {
            Action = EventRow.BackfillAction,
            Id = StitchexEventId.Create("invoice", "7", EventRow.BackfillAction, "0123456789abcdef" + listed),
        };

        var fetched = Fetched(row, unversioned, Found(version: null, shown));

        var state = isFetchedAgain ? EventState.Confirming : EventState.Completed;
        Assert.Equal((state, EventOutcome.Unchanged), (LastRow(fetched).State, LastRow(fetched).Outcome));
    }

    [Fact]
    public void LagThatEnded_StopsItsClock_AlsoWhenAHandlerFails()
    {
        var lagged = LastRow(Fetched(Row with { Version = V2 }, Delivered(V1), Found(V1, "x")));
        Assert.Equal(Now, lagged.StaleSince);

        Assert.Null(LastRow(Delivered(lagged, Delivered(V1), Found(V2, "y").Record, Down)).StaleSince);
        Assert.Null(LastRow(Fetched(lagged, Delivered(V1), Gone)).StaleSince);
    }

    [Fact]
    public void ThatAnResponseWasBelieved_OutlastsAHandlerThatFails()
    {
        var row = Row with { Version = V2, StaleSince = Now.AddMinutes(-11) };

        Assert.Equal(row.StaleSince, LastRow(Delivered(row, Delivered(V1, "w"), Found(V1, "x").Record, Down, EventOutcome.VersionNeverAppeared)).StaleSince);
    }

    [Fact]
    public void RecordThatWasFound_StopsTheClockOfItsAbsence_AlsoWhenAHandlerFails()
    {
        var missed = LastRow(Fetched(Row, new RecordRow(), Gone));
        Assert.Equal(Now, missed.NotFoundSince);

        Assert.Null(LastRow(Delivered(missed, Leased, Found(V2, "y").Record, Down)).NotFoundSince);
        Assert.Null(LastRow(Fetched(missed with { Version = V2 }, new RecordRow(), Found(V1, "x"))).NotFoundSince);
    }

    [Fact]
    public void DeletionThatTheApiConfirmed_StopsItsClock_AlsoWhenAHandlerFails()
    {
        var held = LastRow(Fetched(Delete, Delivered(V1), Found(V1, "x")));
        Assert.Equal(Now, held.StaleSince);

        Assert.Null(LastRow(Delivered(held, Delivered(V1), null, Down, EventOutcome.Deleted)).StaleSince);
    }

    [Fact]
    public void ResponsesOfNoUse_AndHandlersThatFail_HaveClocksOfTheirOwn()
    {
        var html = Row with { UnusableSince = Now.AddHours(-49) };

        var failed = Delivered(html, Leased, Found(V2, "y").Record, Down);
        AssertRescheduled(failed);
        Assert.Equal((null, Now), (LastRow(failed).UnusableSince, LastRow(failed).FailingSince));
        AssertRescheduled(Fetched(Row with { FailingSince = Now.AddHours(-49) }, Delivered(V1), new FetchResult.Unusable("HTML")));
        AssertDeadLettered(Delivered(Row with { FailingSince = Now.AddHours(-48) }, Leased, Found(V2, "y").Record, Down), EventOutcome.RetriesExhausted);
    }

    [Fact]
    public void LagBehindTheEvent_IsNoReasonToBelieveWhatIsOlderThanHandlersHave()
    {
        var held = Fetched(Row with { Version = V2.AddHours(1), StaleSince = Now.AddHours(-1) }, Delivered(V2), Found(V1, "x"));

        AssertRescheduled(held);
        Assert.Equal(Now, LastRow(held).OlderSince);
    }

    [Fact]
    public void FoundThoughDeleted_StartsNoClockOfTheEvent() =>
        Assert.Null(LastRow(Fetched(Row, IsTombstone with { DeletedAt = Now }, Found(V1, "x"))).StaleSince);

    [Theory]
    [InlineData(0, 123, false)]
    [InlineData(0, 1000, true)]
    [InlineData(123, 900, true)]
    [InlineData(123, 1000, false)]
    [InlineData(123, 1200, true)]
    public void Superseded_IsWhatIsOlderBeyondTheCoarserPrecision(int told, int last, bool isSuperseded)
    {
        var s = DecisionContext(Row with { Version = Twelve.AddMilliseconds(told) }, Delivered(Twelve.AddMilliseconds(last)));

        var transition = Transitions.OnReceived(s, Usual);

        Assert.Equal(isSuperseded, transition.Effects is [Effect.Commit { Row.Outcome: EventOutcome.Superseded }]);
    }

    [Theory]
    [InlineData(900, 123, true)]
    [InlineData(900, 0, false)]
    [InlineData(1000, 0, true)]
    [InlineData(123, 123, false)]
    public void Lag_IsWhatIsOlderBeyondThePrecisionOfTheResponse(int told, int shown, bool lags)
    {
        var row = Row with { Version = Twelve.AddMilliseconds(told) };

        Assert.Equal(lags, Fetched(row, new RecordRow(), Found(Twelve.AddMilliseconds(shown), "x")).Next is NextStep.Stop);
    }

    [Fact]
    public void OlderThanWasDelivered_IsHeldBack_ThenBelieved()
    {
        var held = Fetched(Row, Delivered(V2), Found(V1, "x"));

        AssertRescheduled(held);
        Assert.Equal(Now, LastRow(held).OlderSince);
        AssertHandsOn(Fetched(Row with { OlderSince = Now.AddMinutes(-10) }, Delivered(V2), Found(V1, "x")), EventOutcome.WentBack);
        Assert.Null(LastRow(Delivered(LastRow(held), Delivered(V2), Found(V2, "y").Record, Down)).OlderSince);
    }

    [Fact]
    public void VersionInTheFuture_SupersedesNothing() =>
        Assert.IsType<NextStep.AcquireLease>(Transitions.OnReceived(DecisionContext(Row with { Version = V1 }, Delivered(Now.AddMinutes(6))), Usual).Next);

    [Fact]
    public void EventThatIsOpenedAgain_IsNotSuperseded_NorLater()
    {
        var record = Delivered(V2);
        var row = Row with { Version = V1, State = EventState.Completed, Sequence = 1 };

        Assert.IsType<NextStep.AcquireLease>(Transitions.OnReceived(DecisionContext(row, record, Message with { Reopen = true }), Usual).Next);
        var opened = LastRow(Transitions.OnStarting(DecisionContext(row, record, Message with { Reopen = true }), "me"));
        Assert.IsType<NextStep.AcquireLease>(Transitions.OnReceived(DecisionContext(opened, record, Message with { Sequence = opened.Sequence }), Usual).Next);
    }

    [Fact]
    public void EventWithoutAVersion_IsConfirmed_WhateverTheFirstLookShowed()
    {
        AssertConfirms(Delivered(New, Delivered(V1), Found(V2, "y").Record, new DispatchResult(["A"], null)), EventOutcome.Handled);
        AssertConfirms(Fetched(New, Delivered(V1), Found(V1, "x")), EventOutcome.Unchanged);
        AssertConfirms(Fetched(New, IsTombstone, Gone), EventOutcome.NotFound);
        Assert.Equal(V2, LastRecord(Delivered(New, Delivered(V1), Found(V2, "y").Record, new DispatchResult(["A"], null))).Version);
    }

    [Fact]
    public void SecondLook_IsDueWhenItsTimeIsOver_AndEndsTheEvent()
    {
        var row = LastRow(Fetched(New, Delivered(V1), Found(V1, "x")));
        Assert.InRange(row.NextAttemptAt!.Value - Now, Options.SecondLook, Options.SecondLook + (2 * Options.LockedRecordDelay));

        var later = row with { State = EventState.Confirming, Outcome = EventOutcome.Handled, StartedAt = Now + Options.SecondLook };
        AssertFinal(Fetched(later, Delivered(V1), Found(V1, "x")), EventState.Completed, EventOutcome.Handled);
        AssertHandsOn(Fetched(later, Delivered(V1), Found(V2, "y")), EventOutcome.Handled);
    }

    [Fact]
    public void SecondLook_IsOff_WhenItsTimeIsZero() => AssertFinal(
        new EventTransitions(new ProcessingOptions { SecondLook = TimeSpan.Zero })
            .OnFetched(DecisionContext(New, Delivered(V1)) with { HoldsLease = true }, Found(V1, "x")),
        EventState.Completed,
        EventOutcome.Unchanged);

    [Theory]
    [InlineData(-5000, -5000, true)]
    [InlineData(-5000, -4500, true)]
    [InlineData(-5000, -4000, false)]
    [InlineData(-4877, -4877, false)]
    [InlineData(-4877, null, true)]
    [InlineData(-3_600_000, -3_600_000, false)]
    public void EventWithAVersion_IsConfirmed_WhereItMayBeOneOfSeveralSaves(int told, int? shown, bool isConfirmed)
    {
        var found = Found(shown is { } time ? Now.AddMilliseconds(time) : null, "y");

        var row = New with { Version = Now.AddMilliseconds(told) };

        var transition = Delivered(row, Delivered(V1), found.Record, new DispatchResult(["A"], null));

        Assert.Equal(isConfirmed ? EventState.Confirming : EventState.Completed, LastRow(transition).State);
    }

    [Fact]
    public void Confirming_IsNeitherWaitingNorFinal()
    {
        var row = Row with { State = EventState.Confirming };

        Assert.Equal((false, false), (row.IsWaiting, row.IsFinal));
    }

    [Fact]
    public void Delete_OfARecordThatWasDelivered_IsVerified_UnlessSettingsSayOtherwise()
    {
        var s = DecisionContext(Delete, Delivered(V1) with { FetchedAt = Delete.ReceivedAt.AddHours(-50) });
        var trusting = new EventTransitions(new ProcessingOptions { VerifyDeletes = false });

        Assert.IsType<NextStep.Fetch>(Transitions.OnStarting(s, "me").Next);
        Assert.IsType<NextStep.Dispatch>(trusting.OnStarting(s, "me").Next);
        var seen = s.Record with { FetchedAt = Delete.ReceivedAt.AddHours(-48) };
        Assert.IsType<NextStep.Fetch>(trusting.OnStarting(s with { Record = seen }, "me").Next);
    }

    [Fact]
    public void Delete_OfWhatTheApiStillShows_IsHeldBack_ThenNotBelieved()
    {
        var late = Delete with { StaleSince = Now.AddMinutes(-10) };

        AssertRescheduled(Fetched(Delete, Delivered(V1), Found(V1, "x")));
        AssertFinal(Fetched(late, Delivered(V1), Found(V1, "x")), EventState.Completed, EventOutcome.NotDeleted);
        AssertHandsOn(Fetched(late, Delivered(V1), Found(V2, "y")), EventOutcome.NotDeleted);
    }

    [Fact]
    public void WhatMayComeBack_IsPendingBeforeAnyHandlerHasIt()
    {
        Assert.Empty(Fetched(Row, new RecordRow(), Found(V1, "x")).Effects);
        Assert.Empty(Fetched(Row, Delivered(V1), Found(V2, "y")).Effects);
        Assert.Equal("y", PendingOf(Fetched(Row, Delivered(V1), Found(V1, "y"))).PendingHash);
        Assert.Equal("y", PendingOf(Fetched(Row, Delivered(V1), Found(null, "y"))).PendingHash);
        Assert.Equal("y", PendingOf(Fetched(Row, new RecordRow(), Found(null, "y"))).PendingHash);
        Assert.Equal(Now, PendingOf(Fetched(Delete, Delivered(V1), Gone)).DeletedAt);
        Assert.Empty(Fetched(Row, Delivered(V1) with { PendingHash = "y", PendingVersion = V1 }, Found(V1, "y")).Effects);
    }

    private static RecordRow PendingOf(Transition transition) =>
        Assert.IsType<Effect.CommitRecord>(Assert.Single(transition.Effects)).Record;

    private static void AssertConfirms(Transition transition, EventOutcome outcome)
    {
        Assert.Collection(transition.Effects, effect => Assert.IsType<Effect.Send>(effect), effect => Assert.IsType<Effect.Commit>(effect));
        Assert.Equal((EventState.Confirming, outcome), (LastRow(transition).State, LastRow(transition).Outcome));
    }
}
