using Stitchex.Functions.Events;

namespace Stitchex.Functions.Tests.Model;

/// <summary>Protocols that each lack one rule, or one part of a decision. A model that does not notice one of them does not test that rule.</summary>
internal static class Mutants
{
    /// <summary>Those that break a promise.</summary>
    public static readonly IReadOnlyList<Mutant> Unsafe =
    [
        Without("a turn that is over is dropped", "rejected, swept and replayed", "IsOfAnEarlierTurn", _ => false),
        Without("a repeat is never dropped", "content that goes back", "IsOfAnEarlierTurn", s => s.Message.Turn < s.Row.Turn || (s.Row.IsFinal && s.Message.Turn <= s.Row.Turn)),
        Without("a turn from the future is never dropped", "two versions, a crash and a handler that fails", "IsOfAnEarlierTurn", s => !s.Message.Again && (s.Row.IsFinal || s.Message.Turn != s.Row.Turn)),
        Without("only an older version is superseded", "two contents of one version", "IsSuperseded", s => s.Record.Version >= s.Row.Version),
        Without("another's lease is respected", "three versions", "IsLeased", _ => false),
        Without("a crash is noticed", "an event that kills its process", "WasCutOff", _ => false),
        Without("crashes are counted to their end", "an event that kills its process", "KeepsCrashing", _ => false),
        Without("a repeat opens", "content that goes back", "Opens", _ => false),
        Without("the open pointer is written", "a deletion that the API is late to show", "LeavesFinal", _ => false),
        Without("a tombstone ends a deletion", "two deletions of one record", "IsDeletedAlready", _ => false),
        Without("a deletion asks when the record was seen since", "a record that comes back", "NeedsNoFetch", s => s.Row.IsDelete && !s.Record.Tombstone),
        Without("what comes back is pending before it is handed on", "a record that comes back and goes again, and a crash", "FollowsDeletion", _ => false),
        Without("an event knows that the API lags behind it", "versions that the API is late to show", "LagsBehindEvent", _ => false),
        Without("what was deleted is not found", "a deletion that the API is late to show", "ShouldBeGone", _ => false),
        Without("what some handlers have is not overtaken from behind", "replicas that disagree", "LagsBehindPending", _ => false),
        Without("only news are handed on", "content that goes back", "IsNews", _ => true),
        Without("news are handed on", "three versions", "IsNews", _ => false),
        Without("the API is given time", "a deletion that the API is late to show", "LagWindowIsOver", _ => true),
        Without("the API's time ends", "a record that comes back", "LagWindowIsOver", _ => false),
        Rewritten("the lease is written", "three versions", (phase, _, d) => phase == "Begin" ? d.Records(r => r with { LeaseOwner = null, LeaseUntil = null }) : d),
        Rewritten("the fence is counted", "three versions", (phase, s, d) => phase == "Begin" ? d.Records(r => r with { Fence = s.Record.Fence }) : d),
        Rewritten("the record is freed", "content that goes back", (phase, s, d) => phase is "Fetched" or "HandedOn" ? d.Records(r => r with { LeaseOwner = s.Record.LeaseOwner, LeaseUntil = s.Record.LeaseUntil }) : d),
        Rewritten("the pointer comes before the dead row", "rejected, swept and replayed", (_, _, d) => d.Effects is [Effect.WritePointer { Partition: LogPartition.Dead }, ..] ? d.Backwards() : d),
        Rewritten("the pointer comes before the opened row", "a deletion that the API is late to show", (_, _, d) => d.Effects is [Effect.WritePointer { Partition: LogPartition.Open }, ..] ? d.Backwards() : d),
        Rewritten("the message comes before the row that tells of it", "three versions", (_, _, d) => d.Effects is [Effect.Send, Effect.Commit] ? d.Backwards() : d),
        Rewritten("an attempt that ended is no crash", "three versions", (phase, s, d) => phase is "Fetched" or "HandedOn" ? d.Rows(r => r with { StartedAt = s.Row.StartedAt }) : d),
        Rewritten("the end of an event is a turn", "two versions, a crash and a handler that fails", (_, s, d) => d.Rows(r => r.IsFinal ? r with { Turn = r.Turn - 1 } : r)),
        Rewritten("a retry is no repeat", "a deletion that the API is late to show", (_, s, d) => d.Effects is [Effect.Send, Effect.Commit] ? d.Messages(m => m with { Again = s.Message.Again }) : d),
        Rewritten("the API's clock is kept", "a record that comes back", (phase, _, d) => phase == "Fetched" ? d.Rows(r => r with { StaleSince = null, NotFoundSince = null }) : d),
        Rewritten("the handlers that have a change are remembered", "three versions", (_, _, d) => d.Records(r => r with { HandlersDone = null })),
        Rewritten("a change that some handlers have is remembered", "three versions", (_, _, d) => d.Records(r => r with { HandlersDone = null, PendingHash = null, PendingVersion = null })),
        Rewritten("the record moves when all handlers are done", "three versions", (_, _, d) => d.Records(r => r.PendingHash is null ? r : r with { Hash = r.PendingHash, Version = r.PendingVersion, PendingHash = null })),
        Rewritten("changes are counted", "a record that comes back", (_, s, d) => d.Records(r => r with { Changes = 0 })),
        new("only the lease's holder frees the record", "three versions", options => new MutatedTransitions(options) { FreesWithoutLease = true }),
    ];

    /// <summary>Those that only cost requests or messages: what the rule saves is decided again by a fetch.</summary>
    public static readonly IReadOnlyList<Mutant> Costly =
    [
        Without("an older version is superseded", "three versions", "IsSuperseded", _ => false),

        // Messages that a crash left twice stay two: no fault that the model's few crashes can show, but a queue that only grows.
        Rewritten("a retry is a turn", "two versions, a crash and a handler that fails", (_, s, d) => d.Effects is [Effect.Send, Effect.Commit] ? d.Messages(m => m with { Turn = m.Turn - 1 }).Rows(r => r with { Turn = r.Turn - 1 }) : d),
        Without("a deletion needs no fetch", "a record that comes back", "NeedsNoFetch", _ => false),
    ];

    private static Mutant Without(string rule, string scenario, string predicate, Func<Situation, bool> replacement) =>
        new(rule, scenario, options => new MutatedTransitions(options) { Replaced = predicate, Replacement = replacement });

    private static Mutant Rewritten(string rule, string scenario, Func<string, Situation, Transition, Transition> rewrite) =>
        new(rule, scenario, options => new MutatedTransitions(options) { Rewrite = rewrite });
}
