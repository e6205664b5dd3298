using Stitchex.Functions.Events;

namespace Stitchex.Functions.Protocol;

/// <summary>What decisions are made of.</summary>
internal partial class EventTransitions
{
    /// <summary>A handler's message may be of any length, and a property holds 32 Ki characters.</summary>
    private const int MaxErrorLength = 1000;

    private static Transition Reschedule(EventRow row, DecisionContext s, TimeSpan delay, string error, int status = 0, bool opens = false)
    {
        var retried = row with { State = EventState.Retrying, Outcome = EventOutcome.None, Error = Cut(error) };
        return NextTurn(retried, s, delay, nameof(EventState.Retrying), status, opens);
    }

    // The next message is stored before the row tells of it: a crash in between leaves a sequence number from the future, never an event that nobody
    // will try.
    private static Transition NextTurn(EventRow row, DecisionContext s, TimeSpan delay, string result, int status, bool opens = false)
    {
        var next = row with
        {
            Sequence = row.Sequence + 1,
            StartedAt = null,
            NextAttemptAt = s.Now + delay,
            DueSince = null,
            Attempts = row.Attempts.With(s.Now, result, status, row.Error),
        };
        var message = s.Message with
        {
            Sequence = next.Sequence,
            Reopen = opens,
            AskedAt = opens ? s.Message.AskedAt : null,
            AskedBy = opens ? s.Message.AskedBy : null,
            WriteIndexEntry = opens && s.Message.WriteIndexEntry,
            BusyCount = 0,
        };
        return Transition.Stop(new Effect.Send(message, delay), new Effect.Commit(next, RecordToCommit(s)));
    }

    private static Transition Complete(EventRow row, DecisionContext s, EventOutcome outcome, int status = 0, string? error = null) =>
        Transition.Stop(new Effect.Commit(Final(row, s, EventState.Completed, outcome, status, error), RecordToCommit(s)));

    // The index entry is written before the row: a crash in between leaves an index entry too many, never a dead-lettered event that nobody finds.
    private static Transition DeadLetter(EventRow row, DecisionContext s, EventOutcome outcome, string error, int status = 0) => Transition.Stop(
        new Effect.WriteIndexEntry(IndexPartition.DeadLettered),
        new Effect.Commit(Final(row, s, EventState.DeadLettered, outcome, status, error), RecordToCommit(s)));

    private static EventRow Final(EventRow row, DecisionContext s, EventState state, EventOutcome outcome, int status, string? error) => row with
    {
        State = state,
        Outcome = outcome,
        Sequence = row.Sequence + 1,
        StartedAt = null,
        NextAttemptAt = null,
        DueSince = null,
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

            // After an operator ended it by any instance's clock, so that what is opened now does not end.
            OpenedAt = s.Row.EndedByOperatorAt is { } ended && ended >= s.Now ? ended.AddTicks(1) : s.Now,
            RepeatedAt = s.Row.RepeatedAfter(s.Message),
            Attempt = 0,

            // That the webhook comes again does not make an event harmless that kills its process.
            CrashCount = s.Row.IsFinal ? 0 : s.Row.CrashCount,
            NotFoundSince = null,
            StaleSince = null,
            OlderSince = null,
            UnusableSince = null,
            FailingSince = null,
            Error = null,
            Actions = s.Message.IsReplay
                ? row.Actions.With(new OperatorAction(s.Message.AskedAt ?? s.Now, OperatorAction.Replayed, s.Message.AskedBy))
                : row.Actions,
        };
    }

    // Decisions made without the lease leave the record's row alone: it may be another attempt's.
    private static RecordRow? RecordToCommit(DecisionContext s) => s.HoldsLease ? Freed(s.Record) : null;

    private static RecordRow Freed(RecordRow record) => record with { LeaseOwner = null, LeaseExpiresAt = null, ErasedAt = null };

    private static Change Deletion(RecordRow record, DateTimeOffset? fetchedAt) => new(
        Record: null,
        fetchedAt,
        NumberOf(record, RecordRow.DeletedHash),
        record.PendingHash == RecordRow.DeletedHash ? CompletedHandlers(record) : [],
        EventOutcome.Deleted);

    // What replaces a pending change is another one, so that content which comes back does not come under an id that a handler has seen.
    private static int NumberOf(RecordRow record, string hash) =>
        record.ChangeCount + (record.PendingHash is null || record.PendingHash == hash ? 1 : 2);

    private static RecordRow Pending(DecisionContext s, Change change, IReadOnlyList<string> completedHandlers) => s.Record with
    {
        ChangeCount = change.Number - 1,
        DeletedAt = change.Record is null ? DeletedAt(s) : s.Record.DeletedAt,
        PendingVersion = change.Record?.Version,
        PendingHash = change.Hash,
        CompletedHandlers = Joined(completedHandlers),
    };

    // All count as not having what they have: whatever comes next delivers it, as a change of its own, to those who do not have it yet.
    private static RecordRow Redelivered(RecordRow record) => record switch
    {
        { PendingHash: not null } => record with { ChangeCount = record.ChangeCount + 1, CompletedHandlers = null },
        { Hash: not null } => record with { PendingHash = record.Hash, PendingVersion = record.IsTombstone ? null : record.Version },
        _ => record,
    };

    private static Change Repeated(DecisionContext s, FetchedRecord? record, EventOutcome outcome) => new(
        record,
        record?.FetchedAt ?? s.Now,
        s.Record.ChangeCount + (s.Record.PendingHash is null ? 0 : 1),
        [.. s.Handlers.Where(name => name != s.Row.OnlyHandler)],
        outcome)
    {
        RedeliveryHash = s.Row.Id.Hash,
    };

    private static string? Joined(IReadOnlyList<string> handlers) => handlers.Count > 0 ? string.Join(' ', handlers) : null;

    // A deletion that some handlers have already is as old as it was.
    private static DateTimeOffset DeletedAt(DecisionContext s) =>
        s.Record.PendingHash == RecordRow.DeletedHash ? s.Record.DeletedAt ?? s.Now : s.Now;

    private static string[] CompletedHandlers(RecordRow record) => record.CompletedHandlers?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];

    private static string? Cut(string? error) => error is { Length: > MaxErrorLength } ? error[..MaxErrorLength] : error;

    private static TimeSpan Longer(TimeSpan delay, TimeSpan? other) => other > delay ? other.Value : delay;
}
