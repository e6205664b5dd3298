using Stitchex.Functions.Api;

namespace Stitchex.Functions.Events;

/// <summary>The rules, each a predicate that says what it means.</summary>
internal partial class EventTransitions
{
    /// <summary>Storage tells its time in whole seconds, and two clocks are compared.</summary>
    private static readonly TimeSpan LeaseMargin = TimeSpan.FromSeconds(2);

    /// <summary>Two views of one version may differ in their precision.</summary>
    private static readonly TimeSpan VersionPrecision = TimeSpan.FromSeconds(1);

    /// <summary>From here on an event's row tells that its message is hidden.</summary>
    private static readonly TimeSpan LongWait = TimeSpan.FromMinutes(1);

    /// <summary>Nothing happened to the event for long after it was due.</summary>
    protected virtual bool IsOverdue(EventRow row, DateTimeOffset now)
    {
        var due = row.NextAttemptAt ?? row.OpenedAt;
        return !row.IsFinal && now - (row.StartedAt > due ? row.StartedAt.Value : due) > options.OverdueThreshold;
    }

    /// <summary>A message with an earlier sequence number was overtaken: a newer one is under way, or the event is done. A redelivery, and a sequence number from the future, never is.</summary>
    protected virtual bool IsOutdatedMessage(DecisionContext s) =>
        !s.Message.Reopen && (s.Message.Sequence < s.Row.Sequence || (s.Row.IsFinal && s.Message.Sequence <= s.Row.Sequence));

    /// <summary>The event's body names an organisation that is not ours.</summary>
    protected virtual bool IsOfAnotherOrganisation(DecisionContext s, ProcessingPolicy policy) =>
        s.Row.OrganisationId is { } organisation && organisation != policy.OrganisationId;

    /// <summary>Every handler already has a version newer than the event's.</summary>
    protected virtual bool IsSuperseded(DecisionContext s) => !s.Row.IsDelete && s.Row.Version is { } version && s.Record.Version > version;

    /// <summary>Another attempt works on the record.</summary>
    protected virtual bool IsLeased(DecisionContext s) => s.Record.LeaseOwner is not null && s.Record.LeaseExpiresAt + LeaseMargin > s.Now;

    /// <summary>An earlier attempt began and never ended.</summary>
    protected virtual bool WasInterrupted(DecisionContext s) => s.Row.StartedAt is not null;

    /// <summary>Attempts at the event were cut off so often that it may be the event that does it.</summary>
    protected virtual bool CrashLimitReached(int crashes) => crashes >= options.MaxCrashes;

    /// <summary>A redelivery or a replay, or a sequence number that only a lost write explains, opens the event: its clocks start anew.</summary>
    protected virtual bool Opens(DecisionContext s) => s.Message.Reopen || (s.Row.IsFinal && s.Message.Sequence > s.Row.Sequence);

    /// <summary>The event stops being final, so the sweep has to know of it first.</summary>
    protected virtual bool LeavesFinal(DecisionContext s) => s.Row.IsFinal;

    /// <summary>The deletion that the event speaks of was delivered, and nothing since.</summary>
    protected virtual bool IsDeletedAlready(DecisionContext s) => s.Row.IsDelete && s.Record.IsTombstone && s.Record.PendingHash is null;

    /// <summary>The event's own word is enough for a deletion, unless the record may have been seen alive after what the event speaks of.</summary>
    protected virtual bool NeedsNoFetch(DecisionContext s) =>
        s.Row.IsDelete && !s.Record.IsTombstone && !MayHaveBeenSeenSince(s) && s.Record.PendingHash is null or RecordRow.DeletedHash;

    /// <summary>
    /// The record was seen alive after the event was stored, or in a version newer than the event's; or an attempt was cut off, and nobody knows what it
    /// delivered.
    /// </summary>
    protected virtual bool MayHaveBeenSeenSince(DecisionContext s) =>
        s.Record.FetchedAt >= s.Row.ReceivedAt || s.Record.Version > s.Row.Version || s.Record.LeaseOwner is not null;

    /// <summary>Handlers have a deletion, or some of them do.</summary>
    protected virtual bool FollowsDeletion(DecisionContext s) => s.Record.PendingHash is null ? s.Record.IsTombstone : s.Record.PendingHash == RecordRow.DeletedHash;

    /// <summary>The API shows a version older than the event's by more than a difference in precision.</summary>
    protected virtual bool LagsBehindEvent(DecisionContext s, FetchedRecord found) => s.Row.Version - found.Version > VersionPrecision;

    /// <summary>The record was deleted, as far as webhooks tell.</summary>
    protected virtual bool ShouldBeGone(DecisionContext s) => s.Record.IsTombstone || s.Record.PendingHash == RecordRow.DeletedHash || s.Row.IsDelete;

    /// <summary>The API shows a version older than one that some handlers already have.</summary>
    protected virtual bool LagsBehindPending(DecisionContext s, FetchedRecord found) => s.Record.PendingHash is not null && found.Version < s.Record.PendingVersion;

    /// <summary>What was found is not what every handler already has, or something older. Without versions to compare, other content counts as newer.</summary>
    protected virtual bool IsNewContent(DecisionContext s, FetchedRecord found) =>
        found.Version is { } version && s.Record.Version is { } last && version != last ? version > last : found.Hash != s.Record.Hash;

    /// <summary>A clock has run for as long as the API is given to catch up.</summary>
    protected virtual bool LagWindowIsOver(DateTimeOffset? since, DecisionContext s) => since is not null && s.Now - since >= options.LagWindow;

    /// <summary>A fault of the event's own has lasted too long.</summary>
    protected virtual bool RetryWindowExceeded(DateTimeOffset since, DecisionContext s) => s.Now - since >= options.RetryWindow;
}
