using Stitchex.Functions.Protocol;

namespace Stitchex.Functions.Tests.Model;

/// <summary>What a processor does between two requests, as in <see cref="Stitchex.Functions.Processing.EventProcessor"/>. Pure decisions belong to the step before them.</summary>
internal sealed class ProcessorSteps(Scenario scenario, Protocol protocol)
{
    private readonly HandlerSteps _handlers = new(scenario, protocol);

    public void Add(World world, List<Move> moves)
    {
        var someoneIsFree = false;
        for (var i = 0; i < world.Workers.Length; i++)
        {
            // One idle processor is as good as another.
            if (world.Workers[i].IsBusy || !someoneIsFree)
            {
                var steps = new List<(string What, World World)>();
                Add(world, i, steps);
                foreach (var (what, next) in steps)
                {
                    moves.Add(new Move("P", i, what, next));
                }
            }

            someoneIsFree |= !world.Workers[i].IsBusy;
        }
    }

    private void Add(World world, int i, List<(string What, World World)> steps)
    {
        var worker = world.Workers[i];
        switch (worker.Phase)
        {
            case Phase.Idle:
                Take(world, i, steps);
                break;
            case Phase.Reading:
                Read(world, i, worker, steps);
                break;
            case Phase.ReadingRecord:
                steps.Add(("reads the record's row", Decide(world, i, worker with { Record = world.Record, RecordIsStale = false })));
                break;
            case Phase.ReadingRow:
                steps.Add(("reads the event's row", Decide(world, i, worker with { Row = world.Rows[worker.Message.Event], RowIsStale = false })));
                break;
            case Phase.Acting:
                Act(world, i, worker, steps);
                break;
            case Phase.Rereading:
                steps.Add(Reread(world, i, worker));
                break;
            case Phase.MovingRecord:
                steps.Add(MoveRecord(world, i, worker));
                break;
            case Phase.Fetching:
                Fetch(world, i, worker, steps);
                break;
            case Phase.Dispatching or Phase.InHandler:
                _handlers.Add(world, i, worker, steps);
                break;
            case Phase.Consuming:
                steps.Add(("removes its message", world.With(i, Worker.Idle)));
                break;
            default:
                throw new InvalidOperationException($"Nobody knows what to do when {worker.Phase}.");
        }
    }

    private void Take(World world, int i, List<(string What, World World)> steps)
    {
        for (var m = 0; m < world.Messages.Length; m++)
        {
            if (world.Messages[m] is { IsDelayed: false } message && (m == 0 || world.Messages[m - 1] != message))
            {
                var taken = world with { Messages = world.Messages.RemoveAt(m) };
                Read(taken, i, new Worker { Phase = Phase.Reading, Message = message }, steps);
            }
        }
    }

    private void Read(World world, int i, Worker worker, List<(string What, World World)> steps)
    {
        if (worker.Message.WriteIndexEntry && world.Rows[worker.Message.Event] is not null)
        {
            world = world.Pointing(worker.Message.Event, IndexEntries.Day);
        }

        var row = world.Rows[worker.Message.Event];
        var fresh = new Worker { Phase = worker.Phase, Message = worker.Message };
        steps.Add(("reads both rows", Decide(world, i, fresh with { Row = row, Record = world.Record })));
        if (scenario.ReadsRowsApart)
        {
            steps.Add(("reads the event's row", world.With(i, fresh with { Phase = Phase.ReadingRecord, Row = row })));
            steps.Add(("reads the record's row", world.With(i, fresh with { Phase = Phase.ReadingRow, Record = world.Record })));
        }
    }

    private World Decide(World world, int i, Worker worker)
    {
        if (worker.Row is null)
        {
            return protocol.IsErased(worker)
                ? Proceed(world, i, new Worker { Message = worker.Message })
                : Remade(world, i, worker.Message);
        }

        var (stage, plan) = protocol.Arrive(world, worker, i);
        return Follow(world, i, worker with { Stage = stage, Lease = stage == Stage.Beginning ? LeaseLife.Holds : LeaseLife.None }, plan);
    }

    // As EventReader makes an event anew from its message, and reads again. Until an attempt at the record ends, only a webhook that came brings
    // back what was erased.
    private World Remade(World world, int i, QueuedMessage message)
    {
        var remade = (world.Rows[message.Event] is null ? world.Storing(message.Event, protocol.NewRow(message.Event, world), i) : world)
            .Pointing(message.Event, IndexEntries.Day | IndexEntries.Open)
            .With(i, new Worker { Phase = Phase.Reading, Message = message });
        return message.Reopen || world.Record.ErasedAt is null ? remade : remade.Breaking("what was erased comes back of itself");
    }

    /// <summary>Goes on with a decision.</summary>
    public static World Follow(World world, int i, Worker worker, Plan plan)
    {
        var dispatching = plan.Dispatching ?? worker.Dispatching;
        var next = worker with { Effects = plan.Effects, After = plan.After, Dispatching = dispatching, Handler = 0 };
        return Proceed(world, i, next);
    }

    private static World Proceed(World world, int i, Worker worker) => world.With(i, worker switch
    {
        { Effects.IsEmpty: false } => worker with { Phase = Phase.Acting },
        { After: After.Fetch } => worker with { Phase = Phase.Fetching },
        { After: After.Dispatch } => worker with { Phase = Phase.Dispatching },
        _ => world.Budget.Crashes + world.Budget.Copies > 0 ? new Worker { Phase = Phase.Consuming, Message = worker.Message } : Worker.Idle,
    });

    private void Act(World world, int i, Worker worker, List<(string What, World World)> steps)
    {
        var effect = worker.Effects[0];
        var rest = worker with { Effects = worker.Effects.RemoveAt(0) };
        if (effect.Row is { } row)
        {
            Commit(world, i, rest, effect, row, steps);
        }
        else if (effect.Record is { } record)
        {
            steps.Add(rest.RecordIsStale
                ? ("finds its lease lost", _handlers.LoseLease(world, i, rest))
                : ("commits the record alone", Proceed(world.Storing(record, i), i, rest with { Record = record })));
        }
        else if (effect.Message is { } message)
        {
            steps.Add(("sends a message", Proceed(world.Sending(message), i, rest)));
        }
        else
        {
            steps.Add(("writes an index entry", Proceed(world.Pointing(worker.Message.Event, effect.IndexEntry), i, rest)));
        }
    }

    private static void Commit(World world, int i, Worker rest, PlannedEffect effect, EventRow row, List<(string What, World World)> steps)
    {
        if (rest.RowIsStale || (effect.Record is not null && rest.RecordIsStale))
        {
            steps.Add(("is told that a row was changed", NotMine(world, i, rest, effect)));
            return;
        }

        var committed = Committing.Apply(world, i, rest, effect, row);
        steps.Add(("commits", Proceed(committed, i, committed.Workers[i])));
        if (world.Budget.LostResponses > 0)
        {
            var unsure = committed.Workers[i] with { Phase = Phase.Rereading, Effects = [effect, .. rest.Effects] };
            steps.Add(("commits, and its own retry is told that a row was changed", committed.With(i, unsure) with { Budget = world.Budget with { LostResponses = world.Budget.LostResponses - 1 } }));
        }
    }

    // As EventStore.CommitAsync finds out whether a commit was its own.
    private static (string What, World World) Reread(World world, int i, Worker worker)
    {
        var effect = worker.Effects[0];
        var rest = worker with { Effects = worker.Effects.RemoveAt(0) };
        var isMine = !worker.RowIsStale && (effect.Record?.LeaseOwner is not { } owner || owner == world.Record.LeaseOwner);
        return isMine
            ? ("reads its own commit", Proceed(world, i, rest with { Record = world.Record, RecordIsStale = false }))
            : ("reads another's commit", NotMine(world, i, rest, effect));
    }

    private static World NotMine(World world, int i, Worker rest, PlannedEffect effect) => rest.Stage == Stage.Ending && effect.Record is not null
        ? world.With(i, rest with { Phase = Phase.MovingRecord, Effects = [effect] })
        : world.With(i, new Worker { Phase = Phase.Reading, Message = rest.Message });

    private static (string What, World World) MoveRecord(World world, int i, Worker worker)
    {
        var again = world.With(i, new Worker { Phase = Phase.Reading, Message = worker.Message });
        return worker.RecordIsStale ? ("cannot move the record alone", again) : ("moves the record alone", again.Storing(worker.Effects[0].Record!, i));
    }

    private void Fetch(World world, int i, Worker worker, List<(string What, World World)> steps)
    {
        steps.Add(("fetches the record", Follow(world, i, Ending(worker), protocol.Fetched(world, worker, world.Shown))));
        if (world.Budget.StaleReads > 0 && world.Shown > 0)
        {
            var read = world with { Budget = world.Budget with { StaleReads = world.Budget.StaleReads - 1 } };
            steps.Add(("fetches the record from a replica that is behind", Follow(read, i, Ending(worker), protocol.Fetched(read, worker, read.Shown - 1))));
        }

        if (world.Budget.Outages > 0)
        {
            var away = world with { Budget = world.Budget with { Outages = world.Budget.Outages - 1 } };
            steps.Add(("finds the API away", Follow(away, i, Ending(worker), protocol.Fetched(away, worker, shown: null))));
        }
    }

    private static Worker Ending(Worker worker) => worker with { Stage = Stage.Ending };
}
