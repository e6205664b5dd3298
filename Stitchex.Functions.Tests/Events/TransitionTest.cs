using Stitchex.Functions.Api;
using Stitchex.Functions.Configuration;
using Stitchex.Functions.Events;

namespace Stitchex.Functions.Tests.Events;

/// <summary>Rows, messages and answers for tests of the protocol's rules, made by small builders, so that a test shows only what matters to it.</summary>
public abstract class TransitionTest
{
    private protected static readonly DateTimeOffset Now = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);
    private protected static readonly DateTimeOffset V1 = Now.AddHours(-2);
    private protected static readonly DateTimeOffset V2 = Now.AddHours(-1);
    private protected static readonly ProcessingOptions Options = new();
    private protected static readonly Circumstances Usual = new(IsPaused: false, IsIgnored: false, OrganisationId: "9579");
    private protected static readonly EventId Id = EventId.Create("invoice", "7", "update", new string('0', 32));

    private protected EventTransitions Transitions { get; } = new(Options);

    private protected static readonly EventRow Row = new()
    {
        Id = Id,
        Resource = "invoice",
        Action = "update",
        RecordId = "7",
        ReceivedAt = Now.AddMinutes(-1),
        OpenedAt = Now.AddMinutes(-1),
        State = EventState.Received,
    };

    private protected static readonly EventMessage Message = new() { Id = Id.ToString(), Resource = "invoice", RecordId = "7" };

    private protected static EventRow Delete => Row with { Action = "delete" };

    private protected static RecordRow Leased => new() { LeaseOwner = "me", LeaseUntil = Now.AddMinutes(1), Fence = 1 };

    private protected static RecordRow HandedOn(DateTimeOffset version, string hash = "x") => new() { Version = version, Hash = hash, Changes = 1 };

    private protected static FetchResult.Found Found(DateTimeOffset? version, string hash) => new(new FetchedRecord(default, version, hash, Now)) { Status = 200 };

    private protected static Situation Situation(EventRow row, RecordRow? record = null, EventMessage? message = null) =>
        new(message ?? Message, row, record ?? new RecordRow(), Now, Chance: 0.5);

    private protected Transition Fetched(EventRow row, RecordRow record, FetchResult result) =>
        Transitions.Fetched(Situation(row, record) with { HoldsLease = true }, result);

    private protected Transition HandedOn(EventRow row, RecordRow record, FetchedRecord? fetched, HandOnResult result, EventOutcome outcome = EventOutcome.Handled) =>
        Transitions.HandedOn(Situation(row, record) with { HoldsLease = true }, new Change(fetched, fetched?.FetchedAt, record.Changes + 1, [], outcome), result);

    private protected static EventRow LastRow(Transition transition) => Assert.IsType<Effect.Commit>(transition.Effects[^1]).Row;

    private protected static RecordRow LastRecord(Transition transition) => Assert.IsType<Effect.Commit>(transition.Effects[^1]).Record!;

    private protected static Change HandOn(Transition transition) => Assert.IsType<NextStep.HandOn>(transition.Next).Change;

    private protected static void AssertHandsOn(Transition transition, EventOutcome outcome) => Assert.Equal(outcome, HandOn(transition).Outcome);

    private protected static void AssertNotNow(Transition transition)
    {
        Assert.Collection(transition.Effects, effect => Assert.IsType<Effect.Send>(effect), effect => Assert.IsType<Effect.Commit>(effect));
        Assert.Equal(EventState.Retrying, LastRow(transition).State);
    }

    private protected static void AssertFinal(Transition transition, EventState state, EventOutcome outcome)
    {
        Assert.Single(transition.Effects);
        Assert.Equal((state, outcome), (LastRow(transition).State, LastRow(transition).Outcome));
    }

    private protected static void AssertDead(Transition transition, EventOutcome outcome)
    {
        Assert.Equal(new Effect.WritePointer(LogPartition.Dead), transition.Effects[0]);
        Assert.Equal((EventState.Dead, outcome), (LastRow(transition).State, LastRow(transition).Outcome));
    }
}
