using Stitchex.Functions.Events;

namespace Stitchex.Functions.Protocol;

/// <summary>The rules, each a predicate that says what it means.</summary>
internal partial class EventTransitions
{
    /// <summary>Storage tells its time in whole seconds, and two clocks are compared.</summary>
    private static readonly TimeSpan LeaseMargin = TimeSpan.FromSeconds(2);

    /// <summary>What is asked for on one instance, and done on another, is told apart by clocks that storage's whole seconds correct.</summary>
    private static readonly TimeSpan AskingMargin = TimeSpan.FromSeconds(10);

    /// <summary>A time in whole seconds may stand for several saves.</summary>
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    /// <summary>Stitchex repeats a webhook for two days, so one that speaks of a deletion may be as old as that.</summary>
    private static readonly TimeSpan LatestDelivery = TimeSpan.FromHours(49);

    /// <summary>From here on an event's row tells that its message is hidden.</summary>
    private static readonly TimeSpan LongWait = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Nothing of the event is kept, or made anew: its record stays forgotten, or the event was erased with it. A webhook that came again
    /// may tell of a change that nobody has fetched, so its message makes the event anew.
    /// </summary>
    public virtual bool IsErased(EventMessage message, EventRow? row, RecordRow record) =>
        record.ForgottenAt is not null || (row is null && record.ErasedAt is not null && (!message.Reopen || message.IsReplay));

    /// <summary>Nothing happened to the event for long after it was due.</summary>
    protected virtual bool IsOverdue(EventRow row, DateTimeOffset now)
    {
        var due = row.NextAttemptAt ?? row.OpenedAt;
        return !row.IsFinal && now - (row.StartedAt > due ? row.StartedAt.Value : due) > options.OverdueThreshold;
    }

    /// <summary>
    /// A message with an earlier sequence number was overtaken: a newer one is under way, or the event is done. One from the future never
    /// is. A webhook that came again, or a replay, is done with where the event was opened after it was asked for, and is completed, or kills its
    /// process.
    /// </summary>
    protected virtual bool IsOutdatedMessage(DecisionContext s) => s.Message.Reopen
        ? (s.Row.State == EventState.Completed || s.Row.Outcome == EventOutcome.CrashLoop) && s.Row.OpenedAt > s.Message.AskedAt + AskingMargin
        : s.Message.Sequence < s.Row.Sequence || (s.Row.IsFinal && s.Message.Sequence <= s.Row.Sequence);

    /// <summary>The event's body names an organisation that is not ours.</summary>
    protected virtual bool IsOfAnotherOrganisation(DecisionContext s, ProcessingPolicy policy) =>
        s.Row.OrganisationId is { } organisation && organisation != policy.OrganisationId;

    /// <summary>
    /// Every handler already has a version newer than the event's, beyond what a difference in precision may hide. One that lies in the
    /// future proves nothing, and whoever opens an event again wants the API to be asked. What is listed though it was deleted, or erased,
    /// is in an older version where Stitchex was restored.
    /// </summary>
    protected virtual bool IsSuperseded(DecisionContext s) =>
        !s.Row.IsDelete && s.Row.Version is { } told && s.Record.Version is { } last && last - told >= CoarserPrecision(told, last)
        && !RecordTime.IsAhead(last, s.Now) && !s.Message.Reopen && s.Row.OpenedAt <= s.Row.ReceivedAt
        && !(s.Row.IsBackfill && (s.Record.IsTombstone || s.Record.Hash is null));

    /// <summary>An operator ended the event's retries since it was opened.</summary>
    protected virtual bool RetriesAreEnded(DecisionContext s) =>
        s.Row.State == EventState.Retrying && !s.Message.Reopen && s.Row.EndedByOperatorAt >= s.Row.OpenedAt;

    /// <summary>
    /// Another attempt works on the record. Where one was cut off, a redelivery leaves it the time in which the API may lag: it may have
    /// delivered something newer than what the API shows.
    /// </summary>
    protected virtual bool IsLeased(DecisionContext s)
    {
        var respite = s.Row is { IsRedelivery: true, StartedAt: null } ? options.LagWindow : TimeSpan.Zero;
        return s.Record.LeaseOwner is not null && s.Record.LeaseExpiresAt + LeaseMargin + respite > s.Now;
    }

    /// <summary>An earlier attempt began and never ended.</summary>
    protected virtual bool WasInterrupted(DecisionContext s) => s.Row.StartedAt is not null && s.Row.StartedAt != s.EndedAttempt;

    /// <summary>Attempts at the event were cut off so often that it may be the event that does it.</summary>
    protected virtual bool CrashLimitReached(int crashes) => crashes >= options.MaxCrashes;

    /// <summary>
    /// A webhook that came again or a replay, or a sequence number that only a lost write explains, opens the event: its clocks start anew.
    /// </summary>
    protected virtual bool Opens(DecisionContext s) => s.Message.Reopen || (s.Row.IsFinal && s.Message.Sequence > s.Row.Sequence);

    /// <summary>The event stops being final, so the sweep has to know of it first.</summary>
    protected virtual bool LeavesFinal(DecisionContext s) => s.Row.IsFinal;

    /// <summary>The deletion that the event speaks of was delivered, and nothing since.</summary>
    protected virtual bool IsDeletedAlready(DecisionContext s) => s.Row.IsDelete && s.Record.IsTombstone && s.Record.PendingHash is null;

    /// <summary>The event's own word is enough for a deletion, unless the record may be alive in spite of it.</summary>
    protected virtual bool NeedsNoFetch(DecisionContext s) =>
        s.Row.IsDelete && !s.Record.IsTombstone && !MayBeAlive(s) && s.Record.PendingHash is null or RecordRow.DeletedHash;

    /// <summary>
    /// Anything was delivered, so that a deletion would do harm if it were not true; or an attempt was cut off, and nobody knows what it
    /// delivered. Where deletions are not verified: what was delivered was seen after Stitchex may have sent the event, or is of a newer
    /// version than the event's.
    /// </summary>
    protected virtual bool MayBeAlive(DecisionContext s) =>
        s.Record.LeaseOwner is not null
        || (options.VerifyDeletes
            ? !IsUntouched(s.Record)
            : s.Record.FetchedAt >= s.Row.ReceivedAt - LatestDelivery || s.Record.Version > s.Row.Version);

    /// <summary>
    /// The record is to be redelivered to a handler that this instance does not have: a deployment is under way, or took it away.
    /// </summary>
    protected virtual bool IsForUnknownHandler(DecisionContext s) => s.Row.OnlyHandler is { } only && !s.Handlers.Contains(only);

    /// <summary>The record is to be redelivered to all handlers, and its row was not told of it yet.</summary>
    protected virtual bool BeginsRedelivery(DecisionContext s) => s.Row is { RedeliverTo: EventRow.AllHandlers, RedeliveryBeganAt: null };

    /// <summary>
    /// The one handler that the record is redelivered to has the current content already, so it gets it apart from the others. Where it has
    /// not, it gets it with them.
    /// </summary>
    protected virtual bool IsRepeatedForOne(DecisionContext s) =>
        s.Row.OnlyHandler is { } only && (s.Record.PendingHash is null || CompletedHandlers(s.Record).Contains(only));

    /// <summary>What is to be redelivered is the record's deletion, and somebody has not got it again yet.</summary>
    protected virtual bool RedeliversDeletion(DecisionContext s) =>
        s.Row.IsRedelivery && FollowsDeletion(s) && (s.Record.PendingHash ?? s.Row.OnlyHandler) is not null;

    /// <summary>Handlers have a deletion, or some of them do.</summary>
    protected virtual bool FollowsDeletion(DecisionContext s) => s.Record.PendingHash is null ? s.Record.IsTombstone : s.Record.PendingHash == RecordRow.DeletedHash;

    /// <summary>The API shows a version older than the event's by more than the precision of what it shows.</summary>
    protected virtual bool LagsBehindEvent(DecisionContext s, FetchedRecord found) =>
        s.Row.Version is { } told && found.Version is { } shown && told - shown >= PrecisionOf(shown);

    /// <summary>The record was deleted, as far as webhooks tell, and not so long ago that the API would know.</summary>
    protected virtual bool ShouldBeGone(DecisionContext s) =>
        (s.Row.IsDelete && !LagWindowIsOver(s.Row.StaleSince, s))
        || ((s.Record.IsTombstone || s.Record.PendingHash == RecordRow.DeletedHash)
            && s.Record.DeletedAt is { } deletedAt && !LagWindowIsOver(deletedAt, s));

    /// <summary>The API shows a version older than one that handlers, or some of them, already have.</summary>
    protected virtual bool GoesBack(DecisionContext s, FetchedRecord found) => found.Version < (s.Record.PendingVersion ?? s.Record.Version);

    /// <summary>
    /// What is to be delivered may be followed by what handlers have now, and would then look as if nothing had happened: it is a deletion,
    /// or follows one, or its version did not grow.
    /// </summary>
    protected virtual bool MayComeBack(DecisionContext s, FetchedRecord? next) =>
        next?.Version is not { } version || FollowsDeletion(s)
        || (!IsUntouched(s.Record) && !(version > (s.Record.PendingHash is null ? s.Record.Version : s.Record.PendingVersion)));

    /// <summary>
    /// The API was asked so soon after the event was opened that it may have been a moment behind, and no version tells that it was not. A
    /// record that is not found, though it was deleted, may be about to come back, unless the event speaks of what was before. A redelivery
    /// speaks of no change: what it shows too early is corrected by the change's own event.
    /// </summary>
    protected virtual bool NeedsSecondLook(DecisionContext s, FetchedRecord? found) =>
        !s.Row.IsDelete && !s.Row.IsRedelivery && s.Row.StartedAt - s.Row.OpenedAt < options.SecondLook && !SpeaksOfLongAgo(s)
        && !(found is null ? s.Row.Version <= s.Record.Version : ShowsTheEventsVersion(s, found) || ShowsWhatWasListed(s, found));

    /// <summary>A list and a fetch have shown the same content, so neither is behind the other.</summary>
    protected virtual bool ShowsWhatWasListed(DecisionContext s, FetchedRecord found) => s.Row.WasListedAs(found.Hash);

    /// <summary>What the event speaks of was saved longer ago than the API lags, as far as clocks agree.</summary>
    protected virtual bool SpeaksOfLongAgo(DecisionContext s) => s.Row.StartedAt - s.Row.Version >= options.LagWindow + Second;

    /// <summary>
    /// The API shows the version that the event speaks of, or a newer one, and not one of several saves within the same second.
    /// </summary>
    protected virtual bool ShowsTheEventsVersion(DecisionContext s, FetchedRecord found) =>
        s.Row.Version is { } told && found.Version is { } shown && CoarserPrecision(told, shown) is var precision
        && (shown - told >= precision || precision < Second);

    /// <summary>What was found is not what every handler already has, or something older. Without versions to compare, other content counts as newer.</summary>
    protected virtual bool IsNewContent(DecisionContext s, FetchedRecord found) =>
        s.Record.Lacks(found.Version, found.Hash);

    /// <summary>A clock has run for as long as the API is given to catch up.</summary>
    protected virtual bool LagWindowIsOver(DateTimeOffset? since, DecisionContext s) =>
        since is not null && s.Now - since >= options.LagWindow;

    /// <summary>A fault of the event's own has lasted too long.</summary>
    protected virtual bool RetryWindowExceeded(DateTimeOffset since, DecisionContext s) => s.Now - since >= options.RetryWindow;

    /// <summary>Ends an event that goes on under another id, which its body gives it today.</summary>
    public virtual Transition Reassign(DecisionContext s, StitchexEventId newId) =>
        Complete(Opened(s), s, EventOutcome.Reassigned, error: $"Its body names a record, as settings are now: it goes on as {newId}.");

    private static EventRow Postponed(EventRow row, DateTimeOffset due) => row with
    {
        DueSince = row.DueSince ?? row.NextAttemptAt,
        NextAttemptAt = due,
    };

    // The clocks of 48 hours stand while the event's turn is kept waiting for long: by the rate limit, a pause or an API that is closed.
    private DecisionContext WithoutWait(DecisionContext s, DateTimeOffset startedAt)
    {
        var late = startedAt - (s.Row.DueSince ?? s.Row.NextAttemptAt) ?? TimeSpan.Zero;
        if (s.Row.Attempts.Entries is not [.., var last] || (late <= options.MaxRetryDelay && s.Row.DueSince is null))
        {
            return s;
        }

        // No longer than since the attempt before: when it was due may be another instance's news, or a later attempt's.
        var waited = TimeSpan.FromTicks(Math.Clamp(late.Ticks, 0, Math.Max(0, (startedAt - last.At).Ticks)));
        return s with { Row = MoveClocks(s.Row, waited) };
    }

    // And while the API serves nobody, or a handler asks to be called later: since the attempt before, at least.
    private static EventRow Unserved(DecisionContext s) => s.Row.Attempts.Entries is [.., var last] ? MoveClocks(s.Row, s.Now - last.At) : s.Row;

    private static EventRow MoveClocks(EventRow row, TimeSpan by) =>
        row with { FailingSince = row.FailingSince + by, UnusableSince = row.UnusableSince + by };

    // An attempt that was cut off leaves the time of its end behind.
    private static bool IsUntouched(RecordRow record) => (record.Hash ?? record.PendingHash) is null && record.FetchedAt is null;

    /// <summary>How far two times have to lie apart to differ, however each of them was rounded.</summary>
    internal static TimeSpan CoarserPrecision(DateTimeOffset one, DateTimeOffset other) =>
        PrecisionOf(one) > PrecisionOf(other) ? PrecisionOf(one) : PrecisionOf(other);

    private static TimeSpan PrecisionOf(DateTimeOffset time) => TimeSpan.FromTicks(time.Ticks switch
    {
        var ticks when ticks % TimeSpan.TicksPerSecond == 0 => TimeSpan.TicksPerSecond,
        var ticks when ticks % TimeSpan.TicksPerMillisecond == 0 => TimeSpan.TicksPerMillisecond,
        var ticks when ticks % TimeSpan.TicksPerMicrosecond == 0 => TimeSpan.TicksPerMicrosecond,
        _ => 1,
    });
}
