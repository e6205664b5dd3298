using System.Collections.Immutable;
using Stitchex.Functions.Events;
using Stitchex.Functions.Protocol;

namespace Stitchex.Functions.Tests.Model;

/// <summary>Asks the real protocol, as the processor does, and puts its decisions into the model's terms.</summary>
internal sealed class Protocol
{
    private static readonly ProcessingPolicy Usual = new(IsPaused: false, IsIgnored: false, OrganisationId: "9579");

    private readonly Scenario _scenario;
    private readonly EventTransitions _transitions;
    private readonly EventRow[] _rows;

    public Protocol(Scenario scenario, EventTransitions transitions)
    {
        _scenario = scenario;
        _transitions = transitions;
        _rows = [.. scenario.Events.Select(NewRow)];
    }

    /// <summary>The name under which a processor holds the lease.</summary>
    public static string OwnerOf(int processor) => processor == 0 ? "P0" : "P1";

    /// <summary>The row of an event that is stored now.</summary>
    public EventRow NewRow(int @event, World world) => _rows[@event] with { ReceivedAt = world.Now };

    /// <summary>Whether an event that has no row was erased.</summary>
    public bool IsErased(Worker worker) => _transitions.IsErased(MessageOf(_rows[worker.Message.Event], worker.Message), row: null, worker.Record);

    /// <summary>Decides on a message that was taken: what needs no lease, or how to take it.</summary>
    public (Stage Stage, Plan Plan) Arrive(World world, Worker worker, int processor)
    {
        var s = DecisionContext(world, worker);
        var arrival = _transitions.OnReceived(s, Usual);
        return arrival.Next is NextStep.AcquireLease
            ? (Stage.Beginning, PlanOf(_transitions.OnStarting(s, OwnerOf(processor)), world, worker))
            : (Stage.Arriving, PlanOf(arrival, world, worker));
    }

    /// <summary>Decides on the API's response; <paramref name="shown"/> is what it shows, null when it is unavailable.</summary>
    public Plan Fetched(World world, Worker worker, int? shown)
    {
        FetchResult result = shown switch
        {
            null => new FetchResult.Unavailable("away", RetryAfter: null),
            { } moment when _scenario.History[moment].Hash is null => new FetchResult.NotFound(PathIsGuess: false),
            { } moment => new FetchResult.Found(Record(moment, world.Now)),
        };
        var decided = _transitions.OnFetched(DecisionContext(world, worker) with { HoldsLease = true }, result);
        return PlanOf(decided, world, worker, shown ?? 0, isResponded: shown is not null);
    }

    /// <summary>Decides on how the handlers took a change.</summary>
    public Plan Delivered(World world, Worker worker, DispatchFailure? failure)
    {
        var handing = worker.Dispatching!;
        var record = handing.IsDeletion ? null : Record(handing.Given.Moment, handing.FetchedAt!.Value);
        string[] done = [.. World.Handlers.Where((_, i) => (handing.Done & (1 << i)) != 0)];
        var redelivery = handing.Given.Redelivery == 0 ? null : worker.Row!.Id.Hash;
        var change = new Change(record, handing.FetchedAt, handing.Given.Number, done, handing.Outcome) { RedeliveryHash = redelivery };
        return PlanOf(_transitions.OnDispatched(DecisionContext(world, worker) with { HoldsLease = true }, change, new DispatchResult(done, failure)), world, worker);
    }

    private static DecisionContext DecisionContext(World world, Worker worker)
    {
        var row = worker.Row!;
        var message = MessageOf(row, worker.Message) with { AskedAt = AskedAt(world, worker) };
        return new DecisionContext(message, row, worker.Record, world.Now, Jitter: 0.5) { Handlers = World.Handlers };
    }

    private static EventMessage MessageOf(EventRow row, QueuedMessage message) => new()
    {
        Id = row.Id.ToString(),
        Resource = row.Resource,
        RecordId = row.RecordId,
        Sequence = message.Sequence,
        Reopen = message.Reopen,
        WriteIndexEntry = message.WriteIndexEntry,
    };

    // Long before or after the event was opened: how far clocks are apart is the model's own concern.
    private static DateTimeOffset? AskedAt(World world, Worker worker) => worker.Message switch
    {
        { Reopen: false } => null,
        { Asked: Asked.AndOpened } => ModelTime.Old.AddHours(-1),
        _ => world.Now.AddHours(1),
    };

    private FetchedRecord Record(int moment, DateTimeOffset fetchedAt) =>
        new(default, _scenario.History[moment].Version, _scenario.History[moment].Hash!, fetchedAt);

    private Plan PlanOf(Transition transition, World world, Worker worker, int shown = 0, bool isResponded = false)
    {
        // What waits for the API to catch up is not tried again before that, or before its time is over; all other delays may be as short as nothing.
        var isDelayed = transition.Effects.OfType<Effect.Commit>()
            .Any(c => !c.Row.IsFinal && c.Row.Sequence > worker.Row!.Sequence && (isResponded || c.Row.State == EventState.Confirming));
        ImmutableArray<PlannedEffect> effects = [.. transition.Effects.Select(e => PlannedOf(e, world, worker, isDelayed))];
        return transition.Next switch
        {
            NextStep.Stop => new Plan(effects, After.Stop),
            NextStep.AcquireLease => new Plan(effects, After.Begin),
            NextStep.Fetch => new Plan(effects, After.Fetch),
            NextStep.Dispatch dispatch => new Plan(effects, After.Dispatch, DispatchingOf(dispatch.Change, worker, shown)),
            _ => throw new ArgumentOutOfRangeException(nameof(transition), transition, "The model does not know this step."),
        };
    }

    private static PlannedEffect PlannedOf(Effect effect, World world, Worker worker, bool isDelayed) => effect switch
    {
        Effect.WriteIndexEntry indexEntry => new PlannedEffect
        {
            IndexEntry = indexEntry.Partition switch { IndexPartition.DeadLettered => IndexEntries.DeadLettered, IndexPartition.Open => IndexEntries.Open, _ => IndexEntries.Day },
        },
        Effect.Send send => new PlannedEffect
        {
            Message = new QueuedMessage(
                worker.Message.Event,
                send.Message.Sequence,
                send.Message.Reopen,
                send.Message.WriteIndexEntry,
                isDelayed,
                send.Message.Reopen ? worker.Message.Asked : Asked.JustNow),
        },
        Effect.CommitRecord commit => new PlannedEffect { Record = Normal(commit.Record, world) },
        Effect.Commit commit => new PlannedEffect { Row = Normal(commit.Row), Record = commit.Record is { } record ? Normal(record, world) : null },
        _ => throw new ArgumentOutOfRangeException(nameof(effect), effect, "The model does not know this effect."),
    };

    private Dispatching DispatchingOf(Change change, Worker worker, int shown)
    {
        var moment = change.Record is null && change.FetchedAt is null ? _scenario.Deliveries.First(d => d.Event == worker.Message.Event).Moment : shown;
        var done = World.Handlers.Select((name, i) => change.CompletedHandlers.Contains(name) ? 1 << i : 0).Sum();
        var redelivery = change.RedeliveryHash is null ? 0 : worker.Message.Event + 1;
        var given = new Given(change.Number, change.Hash, moment, WasInterrupted: false, redelivery);
        return new Dispatching(given, change.Record is null, change.FetchedAt, done, change.Outcome);
    }

    // Two decisions never leave equal rows in reality, for each notes its time; whether a commit is one's own is told by versions here, and what only
    // explains or delays is left out.
    private static EventRow Normal(EventRow row) => row with
    {
        OpenedAt = ModelTime.Clock(row.OpenedAt) ?? ModelTime.Fresh,
        ResolvedAt = row.IsResolved ? ModelTime.Fresh : null,
        RetriesEndedAt = row.RetriesEndedAt >= row.OpenedAt ? ModelTime.Fresh : null,
        Attempt = 0,
        StartedAt = ModelTime.Clock(row.StartedAt),
        NextAttemptAt = null,
        DueSince = null,
        NotFoundSince = ModelTime.Clock(row.NotFoundSince),
        StaleSince = ModelTime.Clock(row.StaleSince),
        OlderSince = ModelTime.Clock(row.OlderSince),
        UnusableSince = ModelTime.Clock(row.UnusableSince),
        FailingSince = ModelTime.Clock(row.FailingSince),
        RedeliveryBeganAt = ModelTime.Clock(row.RedeliveryBeganAt),
        Error = null,
        Attempts = AttemptHistory.Empty,
        Actions = ActionHistory.Empty,
    };

    private static RecordRow Normal(RecordRow record, World world) => record with
    {
        DeletedAt = ModelTime.Clock(record.DeletedAt),
        LeaseExpiresAt = record.LeaseExpiresAt is { } until ? until > world.Now ? ModelTime.LeaseHolds : ModelTime.LeaseIsOver : null,
    };

    private static string HashOf(ModelEvent @event, int number) =>
        @event.Listed is { } listed ? new string((char)('0' + number), 16) + listed : new string((char)('0' + number), 32);

    private static EventRow NewRow(ModelEvent @event, int number) => new()
    {
        Id = StitchexEventId.Create("invoice", "7", @event.Action, HashOf(@event, number)),
        Resource = "invoice",
        Action = @event.Action,
        RecordId = "7",
        Version = @event.Version,
        RedeliverTo = @event.RedeliverTo,
        OpenedAt = ModelTime.Fresh,
    };
}
