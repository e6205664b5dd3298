using System.Reflection;
using Stitchex.Functions.Events;
using Stitchex.Functions.Protocol;

namespace Stitchex.Functions.Tests.Model;

/// <summary>Protocols that each lack one rule, or one part of a decision. A model that does not notice one of them does not test that rule.</summary>
internal static class Mutants
{
    /// <summary>Those that break a promise.</summary>
    public static readonly IReadOnlyList<Mutant> Unsafe =
    [
        Without("a sequence number that is over is dropped", "rejected, swept and replayed", "IsOutdatedMessage", _ => false),
        Without("a repeat is never dropped", "content that goes back", "IsOutdatedMessage", s => s.Message.Sequence < s.Row.Sequence || (s.Row.IsFinal && s.Message.Sequence <= s.Row.Sequence)),
        Without(
            "a repeat that came after the event was opened last is not dropped",
            "content that goes back",
            "IsOutdatedMessage",
            s => s.Row.IsFinal || (!s.Message.Reopen && s.Message.Sequence < s.Row.Sequence)),
        Without(
            "a replay that the event was opened for is dropped",
            "a replayed event that kills its process",
            "IsOutdatedMessage",
            s => !s.Message.Reopen && (s.Message.Sequence < s.Row.Sequence || (s.Row.IsFinal && s.Message.Sequence <= s.Row.Sequence))),
        Rewritten(
            "an attempt that ends by itself makes up for crashes",
            "two versions, a crash and a handler that fails",
            (phase, s, d) => phase is "OnFetched" or "OnDispatched" ? d.Rows(r => r with { CrashCount = s.Row.CrashCount }) : d),
        Without("a sequence number from the future is never dropped", "two versions, a crash and a handler that fails", "IsOutdatedMessage", s => !s.Message.Reopen && (s.Row.IsFinal || s.Message.Sequence != s.Row.Sequence)),
        Without("only an older version is superseded", "two contents of one version", "IsSuperseded", s => s.Record.Version >= s.Row.Version),
        Without("another's lease is respected", "three versions", "IsLeased", _ => false),
        Without("a crash is noticed", "an event that kills its process", "WasInterrupted", _ => false),
        Without(
            "what is resolved is not tried again",
            "two versions, a handler that fails and an operator who resolves",
            "RetriesAreEnded",
            _ => false),
        Without(
            "what an operator dead-letters is not tried again",
            "two versions, a handler that fails and an operator who resolves",
            "RetriesAreEnded",
            s => s.Row.State == EventState.Retrying && !s.Message.Reopen && s.Row.IsResolved),
        Without("crashes are counted to their end", "an event that kills its process", "CrashLimitReached", _ => false),
        Without("a repeat opens", "content that goes back", "Opens", _ => false),
        Without("the open index entry is written", "a deletion that the API is late to show", "LeavesFinal", _ => false),
        Without("a tombstone ends a deletion", "two deletions of one record", "IsDeletedAlready", _ => false),
        Without("a deletion asks when the record was seen since", "a record that comes back", "NeedsNoFetch", s => s.Row.IsDelete && !s.Record.IsTombstone),
        Without("what comes back is pending before it is delivered", "a record that is known, comes back and goes again, and a crash", "FollowsDeletion", _ => false),
        Without("an event knows that the API lags behind it", "versions that the API is late to show", "LagsBehindEvent", _ => false),
        Without("what was deleted is not found", "a deletion that the API is late to show", "ShouldBeGone", _ => false),
        Without("what handlers have is not overtaken from behind", "replicas that disagree", "GoesBack", _ => false),
        Without("an API that stays behind is believed", "a record that is restored from a backup", "GoesBack", _ => false),
        Without("a deletion is verified", "a record that comes back, and a deletion without a version", "MayBeAlive", _ => false),
        Without("what may come back is pending", "content of one version that goes back, and a crash", "MayComeBack", _ => false),
        Without(
            "a difference in precision supersedes nothing", "two saves within a second", "IsSuperseded", s => s.Record.Version > s.Row.Version),
        Without(
            "lag of less than a second is lag", "two saves within a second that the API is late to show", "LagsBehindEvent", _ => false),
        Without(
            "an event without a version takes a second look",
            "an event without a version that the API is late to show",
            "NeedsSecondLook",
            _ => false),
        Without(
            "a version in whole seconds takes one",
            "two saves of one version that the API is late to show",
            "ShowsTheEventsVersion",
            _ => true),
        Without(
            "what is not what a list showed is fetched again",
            "content without a version that a list shows, and that the API is late to show",
            "ShowsWhatWasListed",
            _ => true),
        Rewritten(
            "the time of a deletion is kept",
            "a deletion, and an update that lagged",
            (_, _, d) => d.Records(r => r with { DeletedAt = null })),
        Rewritten(
            "what was found is not missing any more",
            "a record that the API is late to have",
            (_, s, d) => d.Rows(r => r with { NotFoundSince = r.NotFoundSince ?? s.Row.NotFoundSince })),
        Without("only news are delivered", "content that goes back", "IsNewContent", _ => true),
        Without("news are delivered", "three versions", "IsNewContent", _ => false),
        Without("the API is given time", "a deletion that the API is late to show", "LagWindowIsOver", _ => true),
        Without("the API's time ends", "a record that comes back", "LagWindowIsOver", _ => false),
        Rewritten(
            "a repeat that meets a crash is still a repeat afterwards",
            "a repeat without a version that meets two crashes, and that the API is late to show",
            (phase, _, d) => phase == "OnStarting" ? d.Messages(m => m.Sequence > 0 ? m with { Reopen = false, AskedAt = null } : m) : d),
        Rewritten("the lease is written", "three versions", (phase, _, d) => phase == "OnStarting" ? d.Records(r => r with { LeaseOwner = null, LeaseExpiresAt = null }) : d),
        Rewritten("the fencing token is counted", "three versions", (phase, s, d) => phase == "OnStarting" ? d.Records(r => r with { FencingToken = s.Record.FencingToken }) : d),
        Rewritten("the record is freed", "content that goes back", (phase, s, d) => phase is "OnFetched" or "OnDispatched" ? d.Records(r => r with { LeaseOwner = s.Record.LeaseOwner, LeaseExpiresAt = s.Record.LeaseExpiresAt }) : d),
        Rewritten("the index entry comes before the dead-lettered row", "rejected, swept and replayed", (_, _, d) => d.Effects is [Effect.WriteIndexEntry { Partition: IndexPartition.DeadLettered }, ..] ? d.Backwards() : d),
        Rewritten("the index entry comes before the opened row", "a deletion that the API is late to show", (_, _, d) => d.Effects is [Effect.WriteIndexEntry { Partition: IndexPartition.Open }, ..] ? d.Backwards() : d),
        Rewritten("the message comes before the row that tells of it", "three versions", (_, _, d) => d.Effects is [Effect.Send, Effect.Commit] ? d.Backwards() : d),
        Rewritten("an attempt that ended is no crash", "three versions", (phase, s, d) => phase is "OnFetched" or "OnDispatched" ? d.Rows(r => r with { StartedAt = s.Row.StartedAt }) : d),
        Rewritten("the end of an event is a sequence number", "two versions, a crash and a handler that fails", (_, s, d) => d.Rows(r => r.IsFinal ? r with { Sequence = r.Sequence - 1 } : r)),
        Rewritten("a retry is no repeat", "a deletion that the API is late to show", (_, s, d) => d.Effects is [Effect.Send, Effect.Commit] ? d.Messages(m => m with { Reopen = s.Message.Reopen }) : d),
        Rewritten(
            "the API's clock is kept",
            "a record that is restored from a backup",
            (phase, _, d) => phase == "OnFetched" ? d.Rows(r => r with { StaleSince = null, OlderSince = null }) : d),
        Rewritten("the handlers that have a change are remembered", "three versions", (_, _, d) => d.Records(r => r with { CompletedHandlers = null })),
        Rewritten("a change that some handlers have is remembered", "three versions", (_, _, d) => d.Records(r => r with { CompletedHandlers = null, PendingHash = null, PendingVersion = null })),
        Rewritten("the record moves when all handlers are done", "three versions", (_, _, d) => d.Records(r => r.PendingHash is null ? r : r with { Hash = r.PendingHash, Version = r.PendingVersion, PendingHash = null })),
        Rewritten("changes are counted", "a record that comes back", (_, s, d) => d.Records(r => r with { ChangeCount = 0 })),
        Without("a redelivery begins", "a redelivery to all handlers, a crash and a handler that fails", "BeginsRedelivery", _ => false),
        Without("one handler gets it though it has it", "two redeliveries to two handlers, and an outage", "IsRepeatedForOne", _ => false),
        Without(
            "one handler gets once what it has not",
            "a redelivery to one handler, a newer version and a handler that fails",
            "IsRepeatedForOne",
            s => s.Row.OnlyHandler is not null),
        Without("a deletion is redelivered", "a redelivery of a record that is deleted, and a crash", "RedeliversDeletion", _ => false),
        Rewritten(
            "a redelivery begins once",
            "a redelivery to all handlers, a crash and a handler that fails",
            (_, _, d) => d.Rows(r => r with { RedeliveryBeganAt = null })),
        Rewritten(
            "one handler gets it alone",
            "two redeliveries to two handlers, and an outage",
            (_, _, d) => d.Changes(change => change.RedeliveryHash is null ? change : change with { CompletedHandlers = [] })),
        Rewritten(
            "a redelivery to one handler has an id of its own",
            "two redeliveries to two handlers, and an outage",
            (_, _, d) => d.Changes(change => change with { RedeliveryHash = null })),
        Rewritten(
            "a redelivery to all handlers has an id of its own",
            "a redelivery to all handlers, a newer version and a handler that fails",
            (phase, s, d) => phase == "OnStarting" ? d.Records(r => r with { ChangeCount = s.Record.ChangeCount }) : d),
        Rewritten(
            "a destination that asks for later begins no event's 48 hours",
            "two versions, and a destination that asks for later",
            (phase, s, d) => phase == "OnDispatched" ? d.Rows(r => r.IsFinal ? r : r with { FailingSince = r.FailingSince ?? s.Now }) : d),
        new("a repeat of what may be fetched already has it fetched once more", "the same bytes of one version, between which the record changed", options => new EventTransitions(options))
        {
            Receiver = scenario => scenario with { ReopensWhatMayBeFetchedAlready = false },
        },
        new("only the lease's holder frees the record", "three versions", options => new MutatedTransitions(options) { FreesWithoutLease = true }),
    ];

    /// <summary>Those that only cost requests or messages: what the rule saves is decided again by a fetch.</summary>
    public static readonly IReadOnlyList<Mutant> Costly =
    [
        Without("an older version is superseded", "three versions", "IsSuperseded", _ => false),

        // Messages that a crash left twice stay two: no fault that the model's few crashes can show, but a queue that only grows.
        Rewritten("a retry is a sequence number", "two versions, a crash and a handler that fails", (_, s, d) => d.Effects is [Effect.Send, Effect.Commit] ? d.Messages(m => m with { Sequence = m.Sequence - 1 }).Rows(r => r with { Sequence = r.Sequence - 1 }) : d),
        Without("a deletion needs no fetch", "a record that comes back", "NeedsNoFetch", _ => false),
        Without(
            "what a list and a fetch show takes no second look",
            "content without a version that a list shows, and that the API is late to show",
            "ShowsWhatWasListed",
            _ => false),
    ];

    private static Mutant Without(string rule, string scenario, string predicate, Func<DecisionContext, bool> replacement)
    {
        // One that was renamed would leave the protocol as it is.
        _ = typeof(MutatedTransitions).GetMethod(predicate, BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.DeclaredOnly)
            ?? throw new ArgumentException($"There is no rule {predicate}.", nameof(predicate));
        return new(rule, scenario, options => new MutatedTransitions(options) { Replaced = predicate, Replacement = replacement });
    }

    private static Mutant Rewritten(string rule, string scenario, Func<string, DecisionContext, Transition, Transition> rewrite) =>
        new(rule, scenario, options => new MutatedTransitions(options) { Rewrite = rewrite });
}
