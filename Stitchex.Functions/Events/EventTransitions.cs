using Stitchex.Functions.Api;
using Stitchex.Functions.Configuration;
using Stitchex.Functions.Processing;

namespace Stitchex.Functions.Events;

/// <summary>
/// The protocol: what to do with a message, as pure functions of what was read and what happened. Nothing here reads a clock, storage or the network;
/// each rule is one named predicate, known nowhere else. docs/protocol.md tells the same in words.
/// </summary>
internal partial class EventTransitions(ProcessingOptions options)
{
    /// <summary>A handler's message may be of any length, and a property holds 32 Ki characters.</summary>
    private const int MaxErrorLength = 1000;

    private readonly RetrySchedule _schedule = new(options);

    /// <summary>Decides what needs neither the lease nor the API.</summary>
    public virtual Transition OnReceived(DecisionContext s, ProcessingPolicy policy) => s switch
    {
        _ when IsOutdatedMessage(s) => Transition.Stop(),
        _ when policy.IsPaused => Transition.Stop(new Effect.Send(s.Message, _schedule.WhilePaused(s.Jitter))),
        _ when policy.IsIgnored => Complete(Opened(s), s, EventOutcome.Ignored),
        _ when s.Row.RecordId is null => DeadLetter(Opened(s), s, EventOutcome.NoRecordId, "The body carries no record id, so there is nothing to fetch."),
        _ when IsOfAnotherOrganisation(s, policy) => DeadLetter(
            Opened(s), s, EventOutcome.OtherOrganisation, $"The event is of organisation {s.Row.OrganisationId}; ours is {policy.OrganisationId}."),
        _ when IsSuperseded(s) => Complete(Opened(s), s, EventOutcome.Superseded),
        _ => new Transition([], new NextStep.AcquireLease()),
    };

    /// <summary>Puts the message back: the rate limit, or the API, lets nothing through for a while.</summary>
    public virtual Transition OnThrottled(DecisionContext s, TimeSpan delay)
    {
        var wait = delay + _schedule.AfterBusy(0, s.Jitter);
        var again = new Effect.Send(s.Message, wait);

        // While its message is hidden for long, the row tells when the event is due: the sweep would take it for overdue, repeatedly.
        return wait > LongWait && !s.Row.IsFinal && !WasInterrupted(s)
            ? Transition.Stop(new Effect.Commit(s.Row with { NextAttemptAt = s.Now + wait }), again)
            : Transition.Stop(again);
    }

    /// <summary>Takes the record's lease, unless another attempt has it.</summary>
    /// <param name="s">What was read.</param>
    /// <param name="owner">Names this attempt, and no other one ever.</param>
    public virtual Transition OnStarting(DecisionContext s, string owner)
    {
        if (IsLeased(s))
        {
            return Transition.Stop(new Effect.Send(s.Message with { BusyCount = s.Message.BusyCount + 1 }, _schedule.AfterBusy(s.Message.BusyCount, s.Jitter)));
        }

        // Nobody has the record, so a decision may free it: if somebody takes it meanwhile, or took it since it was read, the transaction fails.
        var free = s with { HoldsLease = true };
        var crashes = s.Row.CrashCount + (WasInterrupted(s) ? 1 : 0);
        if (crashes > s.Row.CrashCount && (crashes > 1 || CrashLimitReached(crashes)))
        {
            const string Error = "Its attempts ended with the process, or lost storage, before they could end by themselves.";
            var counted = s.Row with { CrashCount = crashes };
            return CrashLimitReached(crashes) ? DeadLetter(counted, free, EventOutcome.CrashLoop, Error) : Reschedule(counted, free, _schedule.AfterCrash(s.Jitter), Error);
        }

        if (IsDeletedAlready(s))
        {
            return Complete(Opened(s), free, EventOutcome.Unchanged);
        }

        var opened = Opened(s);
        var row = opened with
        {
            CrashCount = opened.CrashCount + (WasInterrupted(s) ? 1 : 0),
            Attempt = opened.Attempt + 1,
            StartedAt = s.Now,
        };
        var record = s.Record with { LeaseOwner = owner, LeaseExpiresAt = s.Now + options.LeaseDuration, FencingToken = s.Record.FencingToken + 1 };
        if (s.Record.LeaseOwner is not null)
        {
            // An attempt at the record was cut off, and nobody knows what it delivered: a deletion that was stored before now has to ask the API.
            record = record with { FetchedAt = s.Now };
        }

        NextStep next = new NextStep.Fetch();
        if (NeedsNoFetch(s))
        {
            // Pending before any handler has it: after a crash, what a late API still shows must not follow a deletion.
            var deletion = Deletion(s.Record, fetchedAt: null);
            record = Pending(record, deletion, deletion.CompletedHandlers);
            next = new NextStep.Dispatch(deletion);
        }

        var commit = new Effect.Commit(row, record);
        return new Transition(LeavesFinal(s) ? [new Effect.WriteIndexEntry(IndexPartition.Open), commit] : [commit], next);
    }

    /// <summary>Whether the attempt will ask the API, and so needs a permit first.</summary>
    public virtual bool WillFetch(DecisionContext s) => !NeedsNoFetch(s);

    /// <summary>Decides on what the API returned.</summary>
    public virtual Transition OnFetched(DecisionContext s, FetchResult result) => result switch
    {
        FetchResult.Found found => Found(s, found),
        FetchResult.NotFound notFound => NotFound(s, notFound),
        FetchResult.EndpointUnknown => DeadLetter(
            s.Row, s, EventOutcome.EndpointUnknown, $"No path can be made of this resource's name. Set {ResourceOptions.SectionName}:{ResourceCatalogue.SettingNameOf(s.Row.Resource)}:Path and replay."),
        FetchResult.Unavailable e => Reschedule(s.Row, s, Longer(_schedule.AfterAttempt(s.Row.Attempt, s.Jitter), e.RetryAfter), e.Error, e.Status),
        FetchResult.OtherOrganisation e => RetryOrDeadLetter(s, e.Error, e.Status, EventOutcome.OtherOrganisation),
        FetchResult.Unusable e => RetryOrDeadLetter(s, e.Error, e.Status),
        _ => throw new ArgumentOutOfRangeException(nameof(result), result, "No rule covers this result."),
    };

    /// <summary>Decides on how the handlers took a change.</summary>
    public virtual Transition OnDispatched(DecisionContext s, Change change, DispatchResult result)
    {
        if (result.Failure is null)
        {
            var moved = Freed(s.Record) with
            {
                Version = change.Record?.Version ?? s.Record.Version,
                Hash = change.Hash,
                ChangeCount = change.Number,
                IsTombstone = change.Record is null,
                FetchedAt = change.FetchedAt,
                PendingVersion = null,
                PendingHash = null,
                CompletedHandlers = null,
            };
            return Complete(s.Row, s with { Record = moved }, change.Outcome);
        }

        // Until all handlers have what one of them may have seen, nothing older must reach any of them.
        var pending = s with { Record = Pending(s.Record, change, result.CompletedHandlers) };
        return result.Failure switch
        {
            DispatchFailure.LeaseLost e => Reschedule(s.Row, pending, _schedule.AfterBusy(s.Message.BusyCount, s.Jitter), e.Error),
            DispatchFailure.Interrupted e => Reschedule(s.Row, pending, TimeSpan.Zero, e.Error),
            DispatchFailure.RetryLater e => Reschedule(s.Row, pending, RetrySchedule.AsAskedFor(e.Delay), e.Error),
            DispatchFailure.Rejected e => DeadLetter(s.Row, pending, EventOutcome.Rejected, e.Error),
            DispatchFailure.Failed e => RetryOrDeadLetter(pending, e.Error, status: 0),
            _ => throw new ArgumentOutOfRangeException(nameof(result), result, "No rule covers this failure."),
        };
    }

    /// <summary>Ends an attempt that the host's shutdown cut off before any handler was called.</summary>
    public virtual Transition OnShutdown(DecisionContext s) => Reschedule(s.Row, s, TimeSpan.Zero, new DispatchFailure.Interrupted().Error);

    /// <summary>The message that an overdue event is sent again with; null when there is no need, or it was done lately.</summary>
    /// <param name="row">The event's row.</param>
    /// <param name="resentAt">When it was done last.</param>
    /// <param name="now">The time, by storage's clock.</param>
    public virtual EventMessage? Resend(EventRow row, DateTimeOffset? resentAt, DateTimeOffset now) =>
        IsOverdue(row, now) && !(now - resentAt < options.ResendInterval)
            ? new EventMessage { Id = row.Id.ToString(), Resource = row.Resource, RecordId = row.RecordId, Sequence = row.Sequence }
            : null;

    private Transition Found(DecisionContext s, FetchResult.Found found)
    {
        var record = found.Record;
        var lags = LagsBehindEvent(s, record);
        if ((lags || ShouldBeGone(s)) && !LagWindowIsOver(s.Row.StaleSince, s))
        {
            var error = lags ? "The API still shows an older version than the event's." : "The API still shows a record that was deleted.";
            return Reschedule(s.Row with { StaleSince = s.Row.StaleSince ?? s.Now }, s, _schedule.AfterAttempt(s.Row.Attempt, s.Jitter), error, found.Status);
        }

        if (LagsBehindPending(s, record))
        {
            return RetryOrDeadLetter(s, "The API shows an older version than some handlers already have.", found.Status);
        }

        if (s.Record.PendingHash is not null || IsNewContent(s, record))
        {
            var done = s.Record.PendingHash == record.Hash ? CompletedHandlers(s.Record) : [];
            var number = NumberOf(s.Record, record.Hash);
            var change = new Change(record, record.FetchedAt, number, done, lags ? EventOutcome.VersionNeverAppeared : EventOutcome.Handled);

            // Pending before any handler has it: after a crash, the next deletion must not be taken for the one that was delivered.
            return new Transition(FollowsDeletion(s) ? [new Effect.CommitRecord(Pending(s.Record, change, done))] : [], new NextStep.Dispatch(change));
        }

        return Complete(s.Row, s, lags ? EventOutcome.VersionNeverAppeared : EventOutcome.Unchanged, found.Status);
    }

    private Transition NotFound(DecisionContext s, FetchResult.NotFound notFound)
    {
        const string Error = "The API does not have the record.";
        if (s.Row.IsDelete)
        {
            return new Transition([], new NextStep.Dispatch(Deletion(s.Record, s.Now)));
        }

        if (!s.Record.IsTombstone && !LagWindowIsOver(s.Row.NotFoundSince, s))
        {
            var row = s.Row with { NotFoundSince = s.Row.NotFoundSince ?? s.Now };
            return Reschedule(row, s, _schedule.AfterAttempt(s.Row.Attempt, s.Jitter), Error, notFound.Status);
        }

        return notFound.PathIsGuess
            ? DeadLetter(s.Row, s, EventOutcome.EndpointUnknown, $"The API has nothing at the path that was guessed from the resource's name. Set {ResourceOptions.SectionName}:{s.Row.Resource}:Path and replay.", notFound.Status)
            : Complete(s.Row, s, EventOutcome.NotFound, notFound.Status, Error);
    }

    private Transition RetryOrDeadLetter(DecisionContext s, string error, int status, EventOutcome deadLetterAs = EventOutcome.RetriesExhausted)
    {
        var since = s.Row.FailingSince ?? s.Now;
        return RetryWindowExceeded(since, s)
            ? DeadLetter(s.Row, s, deadLetterAs, error, status)
            : Reschedule(s.Row with { FailingSince = since }, s, _schedule.AfterAttempt(s.Row.Attempt, s.Jitter), error, status);
    }

    // The next message is stored before the row tells of it: a crash in between leaves a sequence number from the future, never an event that nobody will try.
    private static Transition Reschedule(EventRow row, DecisionContext s, TimeSpan delay, string error, int status = 0)
    {
        var next = row with
        {
            State = EventState.Retrying,
            Outcome = EventOutcome.None,
            Sequence = row.Sequence + 1,
            StartedAt = null,
            NextAttemptAt = s.Now + delay,
            Error = Cut(error),
            Attempts = row.Attempts.With(s.Now, nameof(EventState.Retrying), status, error),
        };
        var message = s.Message with { Sequence = next.Sequence, Reopen = false, WriteIndexEntry = false, BusyCount = 0 };
        return Transition.Stop(new Effect.Send(message, delay), new Effect.Commit(next, RecordToCommit(s)));
    }

    private static Transition Complete(EventRow row, DecisionContext s, EventOutcome outcome, int status = 0, string? error = null) =>
        Transition.Stop(new Effect.Commit(Final(row, s, EventState.Completed, outcome, status, error), RecordToCommit(s)));

    // The index entry is written before the row: a crash in between leaves an index entry too many, never a dead-lettered event that nobody finds.
    private static Transition DeadLetter(EventRow row, DecisionContext s, EventOutcome outcome, string error, int status = 0) =>
        Transition.Stop(new Effect.WriteIndexEntry(IndexPartition.DeadLettered), new Effect.Commit(Final(row, s, EventState.DeadLettered, outcome, status, error), RecordToCommit(s)));

    private static EventRow Final(EventRow row, DecisionContext s, EventState state, EventOutcome outcome, int status, string? error) => row with
    {
        State = state,
        Outcome = outcome,
        Sequence = row.Sequence + 1,
        StartedAt = null,
        NextAttemptAt = null,
        Error = Cut(error),
        Attempts = row.Attempts.With(s.Now, outcome.ToString(), status, error),
    };

    private EventRow Opened(DecisionContext s)
    {
        var row = s.Row with { Sequence = Math.Max(s.Row.Sequence, s.Message.Sequence) };
        if (!Opens(s))
        {
            return row;
        }

        return row with
        {
            State = EventState.Retrying,
            Outcome = EventOutcome.None,
            Sequence = Math.Max(s.Row.Sequence + 1, s.Message.Sequence),
            OpenedAt = s.Now,
            Attempt = 0,

            // A redelivery does not make an event harmless that kills its process.
            CrashCount = s.Row.IsFinal ? 0 : s.Row.CrashCount,
            NotFoundSince = null,
            StaleSince = null,
            FailingSince = null,
            Error = null,
        };
    }

    // Decisions made without the lease leave the record's row alone: it may be another attempt's.
    private static RecordRow? RecordToCommit(DecisionContext s) => s.HoldsLease ? Freed(s.Record) : null;

    private static RecordRow Freed(RecordRow record) => record with { LeaseOwner = null, LeaseExpiresAt = null };

    private static Change Deletion(RecordRow record, DateTimeOffset? fetchedAt) => new(
        Record: null,
        fetchedAt,
        NumberOf(record, RecordRow.DeletedHash),
        record.PendingHash == RecordRow.DeletedHash ? CompletedHandlers(record) : [],
        EventOutcome.Deleted);

    // What replaces a pending change is another one, so that content which comes back does not come under an id that a handler has seen.
    private static int NumberOf(RecordRow record, string hash) =>
        record.ChangeCount + (record.PendingHash is null || record.PendingHash == hash ? 1 : 2);

    private static RecordRow Pending(RecordRow record, Change change, IReadOnlyList<string> completedHandlers) => record with
    {
        ChangeCount = change.Number - 1,
        PendingVersion = change.Record?.Version,
        PendingHash = change.Hash,
        CompletedHandlers = completedHandlers.Count > 0 ? string.Join(' ', completedHandlers) : null,
    };

    private static string[] CompletedHandlers(RecordRow record) => record.CompletedHandlers?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];

    private static string? Cut(string? error) => error is { Length: > MaxErrorLength } ? error[..MaxErrorLength] : error;

    private static TimeSpan Longer(TimeSpan delay, TimeSpan? other) => other > delay ? other.Value : delay;
}
