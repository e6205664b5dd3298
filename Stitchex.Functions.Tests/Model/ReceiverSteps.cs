using Stitchex.Functions.Events;
using Stitchex.Functions.Protocol;

namespace Stitchex.Functions.Tests.Model;

/// <summary>Senders, and the receiver's work on what they send, as in <see cref="Stitchex.Functions.Receiving.WebhookReceiver"/>.</summary>
internal sealed class ReceiverSteps(Scenario scenario, Protocol protocol)
{
    public void Add(World world, List<Move> moves)
    {
        for (var i = 0; i < world.Senders.Length; i++)
        {
            var steps = new List<(string What, World World)>();
            Add(world, i, steps);
            moves.AddRange(steps.Select(s => new Move("delivery", i, s.What, s.World)));
        }
    }

    private void Add(World world, int i, List<(string What, World World)> steps)
    {
        var sender = world.Senders[i];
        switch (sender.Phase)
        {
            case SenderPhase.Waiting when world.Moment >= scenario.Deliveries[i].Moment && (i == 0 || !scenario.DeliversInOrder || world.Senders[i - 1].IsDone):
                Insert(world, i, steps);
                return;
            case SenderPhase.Inserted:
                Store(world, i, steps);
                break;
            case SenderPhase.Repairing:
                Send(world, i, Message(i) with { WriteIndexEntry = true }, steps);
                break;
            case SenderPhase.Joining:
                Send(world, i, Message(i) with { Reopen = sender.Reopen, WriteIndexEntry = true }, steps);
                break;
            case SenderPhase.Indexing:
                WriteIndexEntry(world, i, steps);
                break;
            default:
                return;
        }

        if (world.Budget.Crashes > 0)
        {
            steps.Add(("the receiver is killed", Failed(world, i) with { Budget = world.Budget with { Crashes = world.Budget.Crashes - 1 } }));
        }
    }

    private void Insert(World world, int i, List<(string What, World World)> steps)
    {
        var (@event, sender) = (scenario.Deliveries[i].Event, world.Senders[i]);
        var redeliverTo = scenario.Events[@event].RedeliverTo;
        if (redeliverTo is not null && scenario.ReceivesStepByStep && sender.IndexEntry is null)
        {
            // An operator's redelivery has its index entry before its row.
            steps.Add(("has its index entry", world.Pointing(@event, IndexEntries.Day).With(i, sender with { IndexEntry = true })));
            return;
        }

        if (world.Rows[@event] is { } row)
        {
            steps.Add(("finds the row", Join(world, i, row)));
            return;
        }

        var later = world with { Inserts = world.Inserts + 1 };
        var stored = later with { Rows = later.Rows.SetItem(@event, protocol.NewRow(@event, later)) };
        if (redeliverTo is { } to)
        {
            stored = stored.Redelivering(@event, to);
        }

        if (!scenario.ReceivesStepByStep)
        {
            steps.Add(("is accepted", stored.Pointing(@event, IndexEntries.Day).Sending(Message(i)).With(i, sender with { Phase = SenderPhase.Responded })));
            return;
        }

        steps.Add(("is stored", stored.With(i, sender with { Phase = SenderPhase.Inserted })));
        if (Faulty(world) is { } faulty)
        {
            steps.Add(("cannot be stored", Failed(world with { Budget = faulty }, i)));
            steps.Add(("is stored, and nobody knows", Failed(stored with { Budget = faulty }, i)));
            steps.Add(("is stored, and its own retry finds the row", Join(stored with { Budget = faulty }, i, stored.Rows[@event]!)));
        }
    }

    private World Join(World world, int i, EventRow row)
    {
        var sender = world.Senders[i];
        if (scenario.Events[scenario.Deliveries[i].Event].Version is null)
        {
            return world.With(i, sender with { Phase = SenderPhase.Joining, Reopen = true });
        }

        return row switch
        {
            { MayBeFetchedAlready: true } when scenario.ReopensWhatMayBeFetchedAlready => world.With(i, sender with { Phase = SenderPhase.Joining, Reopen = true }),
            { State: EventState.Received } => world.With(i, sender with { Phase = SenderPhase.Joining, Reopen = false }),
            _ => world.With(i, sender with { Phase = SenderPhase.Indexing }),
        };
    }

    // Index entry and message go out side by side; the response waits for both.
    private void Store(World world, int i, List<(string What, World World)> steps)
    {
        var sender = world.Senders[i];
        var @event = scenario.Deliveries[i].Event;
        if (sender.IndexEntry is null)
        {
            steps.Add(("has its index entry", Stored(world.Pointing(@event, IndexEntries.Day), i, sender with { IndexEntry = true })));
            if (Faulty(world) is { } faulty)
            {
                steps.Add(("has no index entry", Stored(world with { Budget = faulty }, i, sender with { IndexEntry = false })));
            }
        }

        if (!sender.IsSent)
        {
            steps.Add(("has its message", Stored(world.Sending(Message(i)), i, sender with { IsSent = true })));
            if (Faulty(world) is { } faulty)
            {
                steps.Add(("has no message", Failed(world with { Budget = faulty }, i)));
                steps.Add(("has its message, and nobody knows", Failed(world.Sending(Message(i)) with { Budget = faulty }, i)));
            }
        }
    }

    private static World Stored(World world, int i, Sender sender) => sender switch
    {
        { IndexEntry: not null, IsSent: true } => world.With(i, sender with { Phase = sender.IndexEntry.Value ? SenderPhase.Responded : SenderPhase.Repairing }),
        _ => world.With(i, sender),
    };

    private void Send(World world, int i, QueuedMessage message, List<(string What, World World)> steps)
    {
        var answered = world.Senders[i] with { Phase = SenderPhase.Responded };
        steps.Add(("joins", world.Sending(message).With(i, answered)));
        if (Faulty(world) is { } faulty)
        {
            steps.Add(("cannot join", Failed(world with { Budget = faulty }, i)));
            steps.Add(("joins, and nobody knows", Failed(world.Sending(message) with { Budget = faulty }, i)));
        }
    }

    private void WriteIndexEntry(World world, int i, List<(string What, World World)> steps)
    {
        var responded = world.Senders[i] with { Phase = SenderPhase.Responded };
        steps.Add(("writes its index entry again", world.Pointing(scenario.Deliveries[i].Event, IndexEntries.Day).With(i, responded)));
        if (Faulty(world) is { } faulty)
        {
            steps.Add(("cannot write its index entry", Failed(world with { Budget = faulty }, i)));
        }
    }

    private World Failed(World world, int i)
    {
        var tries = world.Senders[i].Tries + 1;
        return world.With(i, new Sender(tries < scenario.Tries ? SenderPhase.Waiting : SenderPhase.GaveUp, tries));
    }

    private QueuedMessage Message(int i) => new(scenario.Deliveries[i].Event, Sequence: 0);

    private static Budget? Faulty(World world) =>
        world.Budget.ReceiverFaults > 0 ? world.Budget with { ReceiverFaults = world.Budget.ReceiverFaults - 1 } : null;
}
