using Stitchex.Functions.Configuration;
using Stitchex.Functions.Events;

namespace Stitchex.Functions.Protocol;

/// <summary>What follows the API's response, and what the handlers did with it.</summary>
internal partial class EventTransitions
{
    /// <summary>Decides on what the API returned.</summary>
    public virtual Transition OnFetched(DecisionContext s, FetchResult result)
    {
        s = EndedByItself(s);
        return result is FetchResult.Unavailable { OthersAreServed: false } e
            ? Reschedule(Unserved(s), s, Longer(_schedule.AfterAttempt(s.Row.Attempt, s.Jitter), e.RetryAfter), e.Error, e.Status)
            : Responded(WithoutWait(s, s.Row.StartedAt ?? s.Now), result);
    }

    private Transition Responded(DecisionContext s, FetchResult result) => result switch
    {
        FetchResult.Found found => Found(s, found),
        FetchResult.NotFound notFound => NotFound(s, notFound),
        FetchResult.EndpointUnknown => DeadLetter(
            s.Row,
            s,
            EventOutcome.EndpointUnknown,
            $"No path can be made of this resource's name. Set {PathSettingOf(ResourceCatalogue.SettingNameOf(s.Row.Resource))} and replay."),
        FetchResult.Unavailable e => Unusable(s, e.Error, e.Status, EventOutcome.RetriesExhausted, e.RetryAfter),
        FetchResult.OtherOrganisation e => Unusable(s, e.Error, e.Status, EventOutcome.OtherOrganisation),
        FetchResult.Unusable e => Unusable(s, e.Error, e.Status, EventOutcome.RetriesExhausted),
        _ => throw new ArgumentOutOfRangeException(nameof(result), result, "No rule covers this result."),
    };

    /// <summary>Decides on how the handlers took a change.</summary>
    public virtual Transition OnDispatched(DecisionContext s, Change change, DispatchResult result)
    {
        s = EndedByItself(s);
        s = result.Failure is DispatchFailure.RetryLater ? s with { Row = Unserved(s) } : WithoutWait(s, s.Row.StartedAt ?? s.Now);
        var row = Clocked(s, change.Record);
        if (result.Failure is null)
        {
            var moved = change.RedeliveryHash is not null ? s.Record : s.Record with
            {
                Version = change.Record?.Version ?? s.Record.Version,
                Hash = change.Hash,
                ChangeCount = change.Number,
                IsTombstone = change.Record is null,
                DeletedAt = change.Record is null ? DeletedAt(s) : null,
                FetchedAt = change.FetchedAt,
                PendingVersion = null,
                PendingHash = null,
                CompletedHandlers = null,
            };
            return End(s with { Row = row, Record = moved }, change.Record, change.Outcome);
        }

        // Until all handlers have what one of them may have seen, nothing older must reach any of them.
        var record = change.RedeliveryHash is not null ? s.Record : Pending(s, change, result.CompletedHandlers);
        var pending = s with { Row = row, Record = record };
        return result.Failure switch
        {
            DispatchFailure.LeaseLost e => Reschedule(row, pending, _schedule.AfterBusy(s.Message.BusyCount, s.Jitter), e.Error),
            DispatchFailure.Interrupted e => Reschedule(row, pending, TimeSpan.Zero, e.Error),
            DispatchFailure.RetryLater e => Reschedule(row, pending, RetrySchedule.AsAskedFor(e.Delay), e.Error),
            DispatchFailure.Rejected e => DeadLetter(row, pending, EventOutcome.Rejected, e.Error),
            DispatchFailure.Failed e => HandlerFailed(pending, e.Error),
            _ => throw new ArgumentOutOfRangeException(nameof(result), result, "No rule covers this failure."),
        };
    }

    // Only crashes in a row are the event's own.
    private static DecisionContext EndedByItself(DecisionContext s) => s with { Row = s.Row with { CrashCount = 0 } };

    private Transition Found(DecisionContext s, FetchResult.Found found)
    {
        var record = found.Record;
        var answered = s with { Row = Clocked(s, record) };
        var (lags, goesBack) = (LagsBehindEvent(s, record), GoesBack(s, record));
        var doubt = 0 switch
        {
            _ when lags && !LagWindowIsOver(answered.Row.StaleSince, s) => "The API still shows an older version than the event's.",
            _ when goesBack && !LagWindowIsOver(answered.Row.OlderSince, s) => "The API shows an older version than some handlers have.",
            _ when ShouldBeGone(answered) => "The API still shows a record that was deleted.",
            _ => null,
        };
        if (doubt is not null)
        {
            return Reschedule(answered.Row, s, _schedule.AfterAttempt(s.Row.Attempt, s.Jitter), doubt, found.Status);
        }

        EventOutcome? believed = 0 switch
        {
            _ when s.Row.IsDelete => EventOutcome.NotDeleted,
            _ when goesBack => EventOutcome.WentBack,
            _ when lags => EventOutcome.VersionNeverAppeared,
            _ => null,
        };
        var isCurrent = s.Record.PendingHash is { } pendingHash ? pendingHash == record.Hash : !goesBack && !IsNewContent(s, record);
        if (isCurrent && IsRepeatedForOne(s))
        {
            return Dispatch(s, Repeated(s, record, believed ?? EventOutcome.Handled));
        }

        if (isCurrent && s.Record.PendingHash is null)
        {
            var seen = answered with { Record = s.Record with { FetchedAt = record.FetchedAt } };
            return End(seen, record, believed ?? EventOutcome.Unchanged, found.Status);
        }

        var done = s.Record.PendingHash == record.Hash ? CompletedHandlers(s.Record) : [];
        return Dispatch(s, new Change(record, record.FetchedAt, NumberOf(s.Record, record.Hash), done, believed ?? EventOutcome.Handled));
    }

    private Transition NotFound(DecisionContext s, FetchResult.NotFound notFound)
    {
        const string Error = "The API does not have the record.";
        if (s.Row.IsDelete || RedeliversDeletion(s))
        {
            var isRepeated = RedeliversDeletion(s) && IsRepeatedForOne(s);
            return Dispatch(s, isRepeated ? Repeated(s, record: null, EventOutcome.Deleted) : Deletion(s.Record, s.Now));
        }

        var answered = s with { Row = Clocked(s, found: null) };
        if (!s.Record.IsTombstone && !LagWindowIsOver(answered.Row.NotFoundSince, s))
        {
            return Reschedule(answered.Row, s, _schedule.AfterAttempt(s.Row.Attempt, s.Jitter), Error, notFound.Status);
        }

        return notFound.PathIsGuess
            ? DeadLetter(
                s.Row,
                s,
                EventOutcome.EndpointUnknown,
                $"The API has nothing at the path that was guessed from the resource's name. Set {PathSettingOf(s.Row.Resource)} and replay.",
                notFound.Status)
            : End(answered, found: null, EventOutcome.NotFound, notFound.Status, Error);
    }

    // What may be followed by the same again, or by what it took the place of, is pending before any handler has it: after a crash, nobody
    // could tell what they have.
    private Transition Dispatch(DecisionContext s, Change change)
    {
        var isNoted = change.RedeliveryHash is not null || s.Record.PendingHash == change.Hash;
        return new Transition(
            isNoted || !MayComeBack(s, change.Record) ? [] : [new Effect.CommitRecord(Pending(s, change, change.CompletedHandlers))],
            new NextStep.Dispatch(change));
    }

    /// <summary>
    /// The event's clocks after a response: those that it contradicts stop, and what it shows starts its own. Each measures one thing only.
    /// </summary>
    /// <param name="s">What was read.</param>
    /// <param name="found">What the API showed; null when it did not have the record, or was not asked.</param>
    private EventRow Clocked(DecisionContext s, FetchedRecord? found)
    {
        var row = s.Row;
        return row with
        {
            NotFoundSince = found is null && !row.IsDelete ? row.NotFoundSince ?? s.Now : null,
            StaleSince = found is not null && (row.IsDelete || LagsBehindEvent(s, found)) ? row.StaleSince ?? s.Now : null,
            OlderSince = found is not null && GoesBack(s, found) ? row.OlderSince ?? s.Now : null,
            UnusableSince = null,
        };
    }

    /// <summary>Ends the event with what the response came to, or has the API asked once more.</summary>
    private Transition End(DecisionContext s, FetchedRecord? found, EventOutcome outcome, int status = 0, string? error = null)
    {
        // A second look that shows nothing new changes nothing about what the first one came to.
        var told = s.Row.State == EventState.Confirming && outcome == EventOutcome.Unchanged ? s.Row.Outcome : outcome;
        return NeedsSecondLook(s, found) ? LookAgain(s, told, status) : Complete(s.Row, s, told, status, error);
    }

    private Transition LookAgain(DecisionContext s, EventOutcome outcome, int status)
    {
        var delay = Longer(s.Row.OpenedAt + options.SecondLook - s.Now, TimeSpan.Zero) + _schedule.AfterBusy(0, s.Jitter);
        var row = s.Row with { State = EventState.Confirming, Outcome = outcome, Error = null };
        return NextTurn(row, s, delay, outcome.ToString(), status);
    }

    private static string PathSettingOf(string resource) => $"{ResourceOptions.SectionName}:{resource}:Path";

    private Transition Unusable(DecisionContext s, string error, int status, EventOutcome deadLetterAs, TimeSpan? retryAfter = null)
    {
        var since = s.Row.UnusableSince ?? s.Now;
        return RetryOrDeadLetter(s with { Row = s.Row with { UnusableSince = since } }, since, error, status, deadLetterAs, retryAfter);
    }

    private Transition HandlerFailed(DecisionContext s, string error)
    {
        var since = s.Row.FailingSince ?? s.Now;
        return RetryOrDeadLetter(s with { Row = s.Row with { FailingSince = since } }, since, error, status: 0, EventOutcome.RetriesExhausted);
    }

    private Transition RetryOrDeadLetter(
        DecisionContext s, DateTimeOffset since, string error, int status, EventOutcome deadLetterAs, TimeSpan? retryAfter = null) =>
        RetryWindowExceeded(since, s)
            ? DeadLetter(s.Row, s, deadLetterAs, error, status)
            : Reschedule(s.Row, s, Longer(_schedule.AfterAttempt(s.Row.Attempt, s.Jitter), retryAfter), error, status);
}
