using System.Collections.Immutable;
using Stitchex.Functions.Api;
using Stitchex.Functions.Events;

namespace Stitchex.Functions.Tests.Model;

/// <summary>Asks the real protocol, as the processor does, and puts its decisions into the model's terms.</summary>
internal sealed class Protocol
{
    private static readonly Circumstances Usual = new(IsPaused: false, IsIgnored: false, OrganisationId: "9579");

    private readonly Scenario _scenario;
    private readonly EventTransitions _transitions;
    private readonly EventRow[] _rows;

    public Protocol(Scenario scenario, EventTransitions transitions)
    {
        _scenario = scenario;
        _transitions = transitions;
        _rows = [.. scenario.Events.Select(NewRow)];
    }

    /// <summary>The row of an event that is stored now.</summary>
    public EventRow NewRow(int @event, World world) => _rows[@event] with { ReceivedAt = world.Now };

    /// <summary>Decides on a message that was taken: what needs no lease, or how to take it.</summary>
    public (Stage Stage, Plan Plan) Arrive(World world, Worker worker, int processor)
    {
        var s = Situation(world, worker);
        var arrival = _transitions.Arrive(s, Usual);
        return arrival.Next is NextStep.Begin
            ? (Stage.Beginning, PlanOf(_transitions.Begin(s, $"P{processor}"), world, worker))
            : (Stage.Arriving, PlanOf(arrival, world, worker));
    }

    /// <summary>Decides on the API's answer; <paramref name="shown"/> is what it shows, null when it is away.</summary>
    public Plan Fetched(World world, Worker worker, int? shown)
    {
        FetchResult result = shown switch
        {
            null => new FetchResult.Unavailable("away", RetryAfter: null),
            { } moment when _scenario.History[moment].Hash is null => new FetchResult.NotFound(PathIsGuess: false),
            { } moment => new FetchResult.Found(Record(moment, world.Now)),
        };
        return PlanOf(_transitions.Fetched(Situation(world, worker) with { HoldsLease = true }, result), world, worker, shown ?? 0);
    }

    /// <summary>Decides on how the handlers took a change.</summary>
    public Plan HandedOn(World world, Worker worker, HandOnFailure? failure)
    {
        var handing = worker.Handing!;
        var record = handing.IsDeletion ? null : Record(handing.Given.Moment, handing.FetchedAt!.Value);
        string[] done = [.. World.Handlers.Where((_, i) => (handing.Done & (1 << i)) != 0)];
        var change = new Change(record, handing.FetchedAt, handing.Given.Number, done, handing.Outcome);
        return PlanOf(_transitions.HandedOn(Situation(world, worker) with { HoldsLease = true }, change, new HandOnResult(done, failure)), world, worker);
    }

    private static Situation Situation(World world, Worker worker)
    {
        var row = worker.Row!;
        var message = new EventMessage { Id = row.Id.ToString(), Resource = row.Resource, RecordId = row.RecordId, Turn = worker.Message.Turn, Again = worker.Message.Again, Log = worker.Message.Log };
        return new Situation(message, row, worker.Record, world.Now, Chance: 0.5);
    }

    private FetchedRecord Record(int moment, DateTimeOffset fetchedAt) =>
        new(default, _scenario.History[moment].Version, _scenario.History[moment].Hash!, fetchedAt);

    private Plan PlanOf(Transition transition, World world, Worker worker, int shown = 0)
    {
        // What waits for the API to catch up is not tried again before that, or before its time is over; all other delays may be as short as nothing.
        var isDelayed = transition.Effects.OfType<Effect.Commit>().Any(c => !c.Row.IsFinal && c.Row.Turn > worker.Row!.Turn && (c.Row.StaleSince ?? c.Row.NotFoundSince) is not null);
        ImmutableArray<PlannedEffect> effects = [.. transition.Effects.Select(e => PlannedOf(e, world, worker, isDelayed))];
        return transition.Next switch
        {
            NextStep.Stop => new Plan(effects, After.Stop),
            NextStep.Begin => new Plan(effects, After.Begin),
            NextStep.Fetch => new Plan(effects, After.Fetch),
            NextStep.HandOn handOn => new Plan(effects, After.HandOn, HandingOf(handOn.Change, worker, shown)),
            _ => throw new ArgumentOutOfRangeException(nameof(transition), transition, "The model does not know this step."),
        };
    }

    private static PlannedEffect PlannedOf(Effect effect, World world, Worker worker, bool isDelayed) => effect switch
    {
        Effect.WritePointer pointer => new PlannedEffect
        {
            Pointer = pointer.Partition switch { LogPartition.Dead => Pointers.Dead, LogPartition.Open => Pointers.Open, _ => Pointers.Day },
        },
        Effect.Send send => new PlannedEffect { Message = new QueuedMessage(worker.Message.Event, send.Message.Turn, send.Message.Again, send.Message.Log, isDelayed) },
        Effect.CommitRecord commit => new PlannedEffect { Record = Normal(commit.Record, world) },
        Effect.Commit commit => new PlannedEffect { Row = Normal(commit.Row), Record = commit.Record is { } record ? Normal(record, world) : null },
        _ => throw new ArgumentOutOfRangeException(nameof(effect), effect, "The model does not know this effect."),
    };

    private Handing HandingOf(Change change, Worker worker, int shown)
    {
        var moment = change.Record is null && change.FetchedAt is null ? _scenario.Deliveries.First(d => d.Event == worker.Message.Event).Moment : shown;
        var done = World.Handlers.Select((name, i) => change.HandlersDone.Contains(name) ? 1 << i : 0).Sum();
        return new Handing(new Given(change.Number, change.Hash, moment, WasCutOff: false), change.Record is null, change.FetchedAt, done, change.Outcome);
    }

    // Two decisions never leave equal rows in reality, for each notes its time; whether a commit is one's own is told by versions here, and what only
    // explains or delays is left out.
    private static EventRow Normal(EventRow row) => row with
    {
        OpenedAt = ModelTime.Fresh,
        Attempt = 0,
        StartedAt = ModelTime.Clock(row.StartedAt),
        NextAttemptAt = null,
        NotFoundSince = ModelTime.Clock(row.NotFoundSince),
        StaleSince = ModelTime.Clock(row.StaleSince),
        FaultSince = ModelTime.Clock(row.FaultSince),
        Error = null,
        Attempts = AttemptHistory.Empty,
    };

    private static RecordRow Normal(RecordRow record, World world) =>
        record.LeaseUntil is { } until ? record with { LeaseUntil = until > world.Now ? ModelTime.LeaseHolds : ModelTime.LeaseIsOver } : record;

    private static EventRow NewRow(ModelEvent @event, int number) => new()
    {
        Id = EventId.Create("invoice", "7", @event.Action, new string((char)('0' + number), 32)),
        Resource = "invoice",
        Action = @event.Action,
        RecordId = "7",
        Version = @event.Version,
        OpenedAt = ModelTime.Fresh,
    };
}
