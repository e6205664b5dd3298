using Stitchex.Functions.Configuration;
using Stitchex.Functions.Events;

namespace Stitchex.Functions.Protocol;

/// <summary>
/// The protocol: what to do with a message, as pure functions of what was read and what happened. Nothing here reads a clock, storage or the network;
/// each rule is one named predicate, known nowhere else. docs/protocol.md tells the same in words.
/// </summary>
internal partial class EventTransitions(ProcessingOptions options)
{
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

    /// <summary>Puts the message back: the rate limit, or the API, lets nothing through for a while. The row says why.</summary>
    public virtual Transition OnThrottled(DecisionContext s, TimeSpan wait, string why)
    {
        var again = new Effect.Send(s.Message, wait);

        // While its message is hidden for long, the row tells when the event is due: the sweep would take it for overdue, repeatedly.
        var due = s.Now + wait;
        return wait > LongWait && !s.Row.IsFinal && !WasInterrupted(s)
            ? Transition.Stop(new Effect.Commit(Postponed(s.Row, due) with { Error = Cut(why) }), again)
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
        // That another attempt was cut off is not forgotten with its lease: nobody knows what it delivered.
        var free = s with { HoldsLease = true, Record = s.Record.LeaseOwner is null ? s.Record : s.Record with { FetchedAt = s.Now } };
        if (RetriesAreEnded(s))
        {
            return DeadLetter(s.Row, free, EventOutcome.RetriesExhausted, s.Row.Error ?? "An operator ended its retries.");
        }

        var crashes = s.Row.CrashCount + (WasInterrupted(s) ? 1 : 0);
        if (crashes > s.Row.CrashCount && (crashes > 1 || CrashLimitReached(crashes)))
        {
            const string Error = "Its attempts ended with the process, or lost storage, before they could end by themselves.";
            var counted = WithoutWait(s, s.Now).Row with { CrashCount = crashes };

            // A repeat or a replay opens the event when its turn comes: only then does the time until its second look begin.
            return CrashLimitReached(crashes)
                ? DeadLetter(counted, free, EventOutcome.CrashLoop, Error)
                : Reschedule(counted, free, _schedule.AfterCrash(s.Jitter), Error, opens: s.Message.Reopen);
        }

        if (IsForUnknownHandler(s))
        {
            var tried = Opened(s);
            var waits = HandlerFailed(
                WithoutWait(s with { Row = tried with { Attempt = tried.Attempt + 1 } }, s.Now),
                $"No handler that is registered for {s.Row.Resource} is named {s.Row.RedeliverTo}.");
            return LeavesFinal(s) ? waits with { Effects = [new Effect.WriteIndexEntry(IndexPartition.Open), .. waits.Effects] } : waits;
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
        var record = s.Record with
        {
            FencingToken = s.Record.FencingToken + 1,
            FencingEpoch = s.Record.FencingEpoch ?? owner,
            LeaseOwner = owner,
            LeaseExpiresAt = s.Now + options.LeaseDuration,
        };
        if (s.Record.LeaseOwner is not null)
        {
            // An attempt at the record was cut off, and nobody knows what it delivered: a deletion that was stored before now has to ask the API.
            record = record with { FetchedAt = s.Now };
        }

        if (BeginsRedelivery(s))
        {
            row = row with { RedeliveryBeganAt = s.Now };
            record = Redelivered(record);
        }

        NextStep next = new NextStep.Fetch();
        if (NeedsNoFetch(s))
        {
            // Pending before any handler has it: after a crash, what a late API still shows must not follow a deletion.
            var deletion = Deletion(s.Record, fetchedAt: null);
            record = Pending(s with { Record = record }, deletion, deletion.CompletedHandlers);
            next = new NextStep.Dispatch(deletion);
        }

        var commit = new Effect.Commit(row, record);
        return new Transition(LeavesFinal(s) ? [new Effect.WriteIndexEntry(IndexPartition.Open), commit] : [commit], next);
    }

    /// <summary>
    /// Whether the attempt will ask the API, and so needs a permit first. One that finds its record held by another only waits.
    /// </summary>
    public virtual bool WillFetch(DecisionContext s) => !NeedsNoFetch(s) && !IsLeased(s) && !RetriesAreEnded(s);

    /// <summary>Ends an attempt that the host's shutdown cut off before any handler was called.</summary>
    public virtual Transition OnShutdown(DecisionContext s) => Reschedule(WithoutWait(s, s.Row.StartedAt ?? s.Now).Row, s, TimeSpan.Zero, new DispatchFailure.Interrupted().Error);

    /// <summary>The message that an overdue event is sent again with; null when there is no need, or it was done lately.</summary>
    /// <param name="row">The event's row.</param>
    /// <param name="resentAt">When it was done last.</param>
    /// <param name="now">The time, by storage's clock.</param>
    public virtual EventMessage? Resend(EventRow row, DateTimeOffset? resentAt, DateTimeOffset now) =>
        IsOverdue(row, now) && !(now - resentAt < options.ResendInterval)
            ? EventMessage.Current(row)
            : null;
}
