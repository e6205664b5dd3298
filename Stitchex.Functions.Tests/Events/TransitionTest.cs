using Stitchex.Functions.Configuration;
using Stitchex.Functions.Events;
using Stitchex.Functions.Protocol;

namespace Stitchex.Functions.Tests.Events;

/// <summary>Rows, messages and responses for tests of the protocol's rules, made by small builders, so that a test shows only what matters to it.</summary>
public abstract class TransitionTest
{
    private protected static readonly DateTimeOffset Now = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);
    private protected static readonly DateTimeOffset V1 = Now.AddHours(-2);
    private protected static readonly DateTimeOffset V2 = Now.AddHours(-1);
    private protected static readonly ProcessingOptions Options = new();
    private protected static readonly ProcessingPolicy Usual = new(IsPaused: false, IsIgnored: false, OrganisationId: "9579");
    private protected static readonly StitchexEventId Id = StitchexEventId.Create("invoice", "7", "update", new string('0', 32));

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

    private protected static RecordRow Leased => new() { LeaseOwner = "me", LeaseExpiresAt = Now.AddMinutes(1), FencingToken = 1 };

    private protected static RecordRow Delivered(DateTimeOffset version, string hash = "x") => new() { Version = version, Hash = hash, ChangeCount = 1 };

    private protected static FetchResult.Found Found(DateTimeOffset? version, string hash) => new(new FetchedRecord(default, version, hash, Now)) { Status = 200 };

    private protected static DecisionContext DecisionContext(EventRow row, RecordRow? record = null, EventMessage? message = null) =>
        new(message ?? Message, row, record ?? new RecordRow(), Now, Jitter: 0.5);

    private protected Transition Fetched(EventRow row, RecordRow record, FetchResult result) =>
        Transitions.OnFetched(DecisionContext(row, record) with { HoldsLease = true }, result);

    private protected Transition Delivered(EventRow row, RecordRow record, FetchedRecord? fetched, DispatchResult result, EventOutcome outcome = EventOutcome.Handled) =>
        Transitions.OnDispatched(DecisionContext(row, record) with { HoldsLease = true }, new Change(fetched, fetched?.FetchedAt, record.ChangeCount + 1, [], outcome), result);

    private protected static EventRow LastRow(Transition transition) => Assert.IsType<Effect.Commit>(transition.Effects[^1]).Row;

    private protected static RecordRow LastRecord(Transition transition) => Assert.IsType<Effect.Commit>(transition.Effects[^1]).Record!;

    private protected static Change Dispatch(Transition transition) => Assert.IsType<NextStep.Dispatch>(transition.Next).Change;

    private protected static void AssertHandsOn(Transition transition, EventOutcome outcome) => Assert.Equal(outcome, Dispatch(transition).Outcome);

    private protected static void AssertRescheduled(Transition transition)
    {
        Assert.Collection(transition.Effects, effect => Assert.IsType<Effect.Send>(effect), effect => Assert.IsType<Effect.Commit>(effect));
        Assert.Equal(EventState.Retrying, LastRow(transition).State);
    }

    private protected static void AssertFinal(Transition transition, EventState state, EventOutcome outcome)
    {
        Assert.Single(transition.Effects);
        Assert.Equal((state, outcome), (LastRow(transition).State, LastRow(transition).Outcome));
    }

    private protected static void AssertDeadLettered(Transition transition, EventOutcome outcome)
    {
        Assert.Equal(new Effect.WriteIndexEntry(IndexPartition.DeadLettered), transition.Effects[0]);
        Assert.Equal((EventState.DeadLettered, outcome), (LastRow(transition).State, LastRow(transition).Outcome));
    }
}
