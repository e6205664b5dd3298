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
    public virtual Transition Arrive(Situation s, Circumstances circumstances) => s switch
    {
        _ when IsOfAnEarlierTurn(s) => Transition.Stop(),
        _ when circumstances.IsPaused => Transition.Stop(new Effect.Send(s.Message, _schedule.WhilePaused(s.Chance))),
        _ when circumstances.IsIgnored => Complete(Opened(s), s, EventOutcome.Filtered),
        _ when s.Row.RecordId is null => Die(Opened(s), s, EventOutcome.NoRecordId, "The body carries no record id, so there is nothing to fetch."),
        _ when IsOfAnotherOrganisation(s, circumstances) => Die(
            Opened(s), s, EventOutcome.OtherOrganisation, $"The event is of organisation {s.Row.OrganisationId}; ours is {circumstances.OrganisationId}."),
        _ when IsSuperseded(s) => Complete(Opened(s), s, EventOutcome.Superseded),
        _ => new Transition([], new NextStep.Begin()),
    };

    /// <summary>Puts the message back: the rate limit, or the API, lets nothing through for a while.</summary>
    public virtual Transition WaitForPermit(Situation s, TimeSpan delay)
    {
        var wait = delay + _schedule.AfterBusy(0, s.Chance);
        var again = new Effect.Send(s.Message, wait);

        // While its message is hidden for long, the row tells when the event is due: the sweep would take it for overdue, again and again.
        return wait > LongWait && !s.Row.IsFinal && !WasCutOff(s)
            ? Transition.Stop(new Effect.Commit(s.Row with { NextAttemptAt = s.Now + wait }), again)
            : Transition.Stop(again);
    }

    /// <summary>Takes the record's lease, unless another attempt has it.</summary>
    /// <param name="s">What was read.</param>
    /// <param name="owner">Names this attempt, and no other one ever.</param>
    public virtual Transition Begin(Situation s, string owner)
    {
        if (IsLeased(s))
        {
            return Transition.Stop(new Effect.Send(s.Message with { Waits = s.Message.Waits + 1 }, _schedule.AfterBusy(s.Message.Waits, s.Chance)));
        }

        // Nobody has the record, so a decision may free it: if somebody takes it meanwhile, or took it since it was read, the transaction fails.
        var free = s with { HoldsLease = true };
        var crashes = s.Row.Crashes + (WasCutOff(s) ? 1 : 0);
        if (crashes > s.Row.Crashes && (crashes > 1 || KeepsCrashing(crashes)))
        {
            const string Error = "Its attempts ended with the process, or lost storage, before they could end by themselves.";
            var counted = s.Row with { Crashes = crashes };
            return KeepsCrashing(crashes) ? Die(counted, free, EventOutcome.Crashed, Error) : NotNow(counted, free, _schedule.AfterCrash(s.Chance), Error);
        }

        if (IsDeletedAlready(s))
        {
            return Complete(Opened(s), free, EventOutcome.Unchanged);
        }

        var opened = Opened(s);
        var row = opened with
        {
            Crashes = opened.Crashes + (WasCutOff(s) ? 1 : 0),
            Attempt = opened.Attempt + 1,
            StartedAt = s.Now,
        };
        var record = s.Record with { LeaseOwner = owner, LeaseUntil = s.Now + options.LeaseDuration, Fence = s.Record.Fence + 1 };
        if (s.Record.LeaseOwner is not null)
        {
            // An attempt at the record was cut off, and nobody knows what it handed on: a deletion that was stored before now has to ask the API.
            record = record with { FetchedAt = s.Now };
        }

        NextStep next = new NextStep.Fetch();
        if (NeedsNoFetch(s))
        {
            // Pending before any handler has it: after a crash, what a late API still shows must not follow a deletion.
            var deletion = Deletion(s.Record, fetchedAt: null);
            record = Pending(record, deletion, deletion.HandlersDone);
            next = new NextStep.HandOn(deletion);
        }

        var commit = new Effect.Commit(row, record);
        return new Transition(LeavesFinal(s) ? [new Effect.WritePointer(LogPartition.Open), commit] : [commit], next);
    }

    /// <summary>Whether the attempt will ask the API, and so needs a permit first.</summary>
    public virtual bool WillFetch(Situation s) => !NeedsNoFetch(s);

    /// <summary>Decides on what the API answered.</summary>
    public virtual Transition Fetched(Situation s, FetchResult result) => result switch
    {
        FetchResult.Found found => Found(s, found),
        FetchResult.NotFound notFound => NotFound(s, notFound),
        FetchResult.NoEndpoint => Die(
            s.Row, s, EventOutcome.NoEndpoint, $"No path can be made of this resource's name. Set {ResourceOptions.SectionName}:{ResourceCatalogue.SettingNameOf(s.Row.Resource)}:Path and replay."),
        FetchResult.Unavailable e => NotNow(s.Row, s, Longer(_schedule.AfterAttempt(s.Row.Attempt, s.Chance), e.RetryAfter), e.Error, e.Status),
        FetchResult.OtherOrganisation e => Fault(s, e.Error, e.Status, EventOutcome.OtherOrganisation),
        FetchResult.Unusable e => Fault(s, e.Error, e.Status),
        _ => throw new ArgumentOutOfRangeException(nameof(result), result, "No rule covers this answer."),
    };

    /// <summary>Decides on how the handlers took a change.</summary>
    public virtual Transition HandedOn(Situation s, Change change, HandOnResult result)
    {
        if (result.Failure is null)
        {
            var moved = Freed(s.Record) with
            {
                Version = change.Record?.Version ?? s.Record.Version,
                Hash = change.Hash,
                Changes = change.Number,
                Tombstone = change.Record is null,
                FetchedAt = change.FetchedAt,
                PendingVersion = null,
                PendingHash = null,
                HandlersDone = null,
            };
            return Complete(s.Row, s with { Record = moved }, change.Outcome);
        }

        // Until all handlers have what one of them may have seen, nothing older must reach any of them.
        var pending = s with { Record = Pending(s.Record, change, result.HandlersDone) };
        return result.Failure switch
        {
            HandOnFailure.LeaseLost e => NotNow(s.Row, pending, _schedule.AfterBusy(s.Message.Waits, s.Chance), e.Error),
            HandOnFailure.Interrupted e => NotNow(s.Row, pending, TimeSpan.Zero, e.Error),
            HandOnFailure.Later e => NotNow(s.Row, pending, RetrySchedule.AsAskedFor(e.Delay), e.Error),
            HandOnFailure.Rejected e => Die(s.Row, pending, EventOutcome.Rejected, e.Error),
            HandOnFailure.Failed e => Fault(pending, e.Error, status: 0),
            _ => throw new ArgumentOutOfRangeException(nameof(result), result, "No rule covers this failure."),
        };
    }

    /// <summary>Ends an attempt that the host's shutdown cut off before any handler was called.</summary>
    public virtual Transition Interrupted(Situation s) => NotNow(s.Row, s, TimeSpan.Zero, new HandOnFailure.Interrupted().Error);

    /// <summary>The message that an overdue event is sent again with; null when there is no need, or it was done lately.</summary>
    /// <param name="row">The event's row.</param>
    /// <param name="repeatedAt">When it was done last.</param>
    /// <param name="now">The time, by storage's clock.</param>
    public virtual EventMessage? Repeat(EventRow row, DateTimeOffset? repeatedAt, DateTimeOffset now) =>
        IsOverdue(row, now) && !(now - repeatedAt < options.RepeatInterval)
            ? new EventMessage { Id = row.Id.ToString(), Resource = row.Resource, RecordId = row.RecordId, Turn = row.Turn }
            : null;

    private Transition Found(Situation s, FetchResult.Found found)
    {
        var record = found.Record;
        var lags = LagsBehindEvent(s, record);
        if ((lags || ShouldBeGone(s)) && !LagWindowIsOver(s.Row.StaleSince, s))
        {
            var error = lags ? "The API still shows an older version than the event's." : "The API still shows a record that was deleted.";
            return NotNow(s.Row with { StaleSince = s.Row.StaleSince ?? s.Now }, s, _schedule.AfterAttempt(s.Row.Attempt, s.Chance), error, found.Status);
        }

        if (LagsBehindPending(s, record))
        {
            return Fault(s, "The API shows an older version than some handlers already have.", found.Status);
        }

        if (s.Record.PendingHash is not null || IsNews(s, record))
        {
            var done = s.Record.PendingHash == record.Hash ? HandlersDone(s.Record) : [];
            var number = NumberOf(s.Record, record.Hash);
            var change = new Change(record, record.FetchedAt, number, done, lags ? EventOutcome.Stale : EventOutcome.Handled);

            // Pending before any handler has it: after a crash, the next deletion must not be taken for the one that was handed on.
            return new Transition(FollowsDeletion(s) ? [new Effect.CommitRecord(Pending(s.Record, change, done))] : [], new NextStep.HandOn(change));
        }

        return Complete(s.Row, s, lags ? EventOutcome.Stale : EventOutcome.Unchanged, found.Status);
    }

    private Transition NotFound(Situation s, FetchResult.NotFound notFound)
    {
        const string Error = "The API does not have the record.";
        if (s.Row.IsDelete)
        {
            return new Transition([], new NextStep.HandOn(Deletion(s.Record, s.Now)));
        }

        if (!s.Record.Tombstone && !LagWindowIsOver(s.Row.NotFoundSince, s))
        {
            var row = s.Row with { NotFoundSince = s.Row.NotFoundSince ?? s.Now };
            return NotNow(row, s, _schedule.AfterAttempt(s.Row.Attempt, s.Chance), Error, notFound.Status);
        }

        return notFound.PathIsGuess
            ? Die(s.Row, s, EventOutcome.NoEndpoint, $"The API has nothing at the path that was guessed from the resource's name. Set {ResourceOptions.SectionName}:{s.Row.Resource}:Path and replay.", notFound.Status)
            : Complete(s.Row, s, EventOutcome.NotFound, notFound.Status, Error);
    }

    private Transition Fault(Situation s, string error, int status, EventOutcome giveUpAs = EventOutcome.GaveUp)
    {
        var since = s.Row.FaultSince ?? s.Now;
        return FaultLastedTooLong(since, s)
            ? Die(s.Row, s, giveUpAs, error, status)
            : NotNow(s.Row with { FaultSince = since }, s, _schedule.AfterAttempt(s.Row.Attempt, s.Chance), error, status);
    }

    // The next message is stored before the row tells of it: a crash in between leaves a turn from the future, never an event that nobody will try.
    private static Transition NotNow(EventRow row, Situation s, TimeSpan delay, string error, int status = 0)
    {
        var next = row with
        {
            State = EventState.Retrying,
            Outcome = EventOutcome.None,
            Turn = row.Turn + 1,
            StartedAt = null,
            NextAttemptAt = s.Now + delay,
            Error = Cut(error),
            Attempts = row.Attempts.With(s.Now, nameof(EventState.Retrying), status, error),
        };
        var message = s.Message with { Turn = next.Turn, Again = false, Log = false, Waits = 0 };
        return Transition.Stop(new Effect.Send(message, delay), new Effect.Commit(next, RecordToCommit(s)));
    }

    private static Transition Complete(EventRow row, Situation s, EventOutcome outcome, int status = 0, string? error = null) =>
        Transition.Stop(new Effect.Commit(Final(row, s, EventState.Completed, outcome, status, error), RecordToCommit(s)));

    // The pointer is written before the row: a crash in between leaves a pointer too many, never a dead event that nobody finds.
    private static Transition Die(EventRow row, Situation s, EventOutcome outcome, string error, int status = 0) =>
        Transition.Stop(new Effect.WritePointer(LogPartition.Dead), new Effect.Commit(Final(row, s, EventState.Dead, outcome, status, error), RecordToCommit(s)));

    private static EventRow Final(EventRow row, Situation s, EventState state, EventOutcome outcome, int status, string? error) => row with
    {
        State = state,
        Outcome = outcome,
        Turn = row.Turn + 1,
        StartedAt = null,
        NextAttemptAt = null,
        Error = Cut(error),
        Attempts = row.Attempts.With(s.Now, outcome.ToString(), status, error),
    };

    private EventRow Opened(Situation s)
    {
        var row = s.Row with { Turn = Math.Max(s.Row.Turn, s.Message.Turn) };
        if (!Opens(s))
        {
            return row;
        }

        return row with
        {
            State = EventState.Retrying,
            Outcome = EventOutcome.None,
            Turn = Math.Max(s.Row.Turn + 1, s.Message.Turn),
            OpenedAt = s.Now,
            Attempt = 0,

            // A repeat does not make an event harmless that kills its process.
            Crashes = s.Row.IsFinal ? 0 : s.Row.Crashes,
            NotFoundSince = null,
            StaleSince = null,
            FaultSince = null,
            Error = null,
        };
    }

    // Decisions made without the lease leave the record's row alone: it may be another attempt's.
    private static RecordRow? RecordToCommit(Situation s) => s.HoldsLease ? Freed(s.Record) : null;

    private static RecordRow Freed(RecordRow record) => record with { LeaseOwner = null, LeaseUntil = null };

    private static Change Deletion(RecordRow record, DateTimeOffset? fetchedAt) => new(
        Record: null,
        fetchedAt,
        NumberOf(record, RecordRow.DeletedHash),
        record.PendingHash == RecordRow.DeletedHash ? HandlersDone(record) : [],
        EventOutcome.Deleted);

    // What replaces a pending change is another one, so that content which comes back does not come under an id that a handler has seen.
    private static int NumberOf(RecordRow record, string hash) =>
        record.Changes + (record.PendingHash is null || record.PendingHash == hash ? 1 : 2);

    private static RecordRow Pending(RecordRow record, Change change, IReadOnlyList<string> handlersDone) => record with
    {
        Changes = change.Number - 1,
        PendingVersion = change.Record?.Version,
        PendingHash = change.Hash,
        HandlersDone = handlersDone.Count > 0 ? string.Join(' ', handlersDone) : null,
    };

    private static string[] HandlersDone(RecordRow record) => record.HandlersDone?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];

    private static string? Cut(string? error) => error is { Length: > MaxErrorLength } ? error[..MaxErrorLength] : error;

    private static TimeSpan Longer(TimeSpan delay, TimeSpan? other) => other > delay ? other.Value : delay;
}
