using Stitchex.Functions.Events;
using Stitchex.Functions.Protocol;

namespace Stitchex.Functions.Tests.Model;

/// <summary>What must hold in each world, and in each that has come to rest.</summary>
internal sealed class Promises(Scenario scenario)
{
    // Each delivery's first message, its repairs, its repeats and its second look; one more for each trouble.
    private readonly int _maxMessages =
        (3 * scenario.Deliveries.Count) + scenario.Budget.Total + (scenario.KillsTheProcess ? scenario.MaxCrashes : 0);

    // Each event is opened by its receipt, its repeats and its replays, and each time waits for the API, is confirmed and ends; each
    // trouble costs a sequence number.
    private readonly int _maxSequence =
        (5 * (scenario.Deliveries.Count + scenario.Budget.Replays)) + scenario.Budget.Total + scenario.History.Count
        + (scenario.KillsTheProcess ? 10 * scenario.MaxCrashes : 0);

    /// <summary>The promise that a world breaks; null when it keeps them all.</summary>
    public string? BrokenBy(World world)
    {
        if (world.Broken is { } broken)
        {
            return broken;
        }

        if (world.FencingToken > 2 * _maxSequence)
        {
            return "attempts do not end";
        }

        if (world.Messages.Length + world.Workers.Count(w => w.IsBusy) > _maxMessages)
        {
            return "messages multiply";
        }

        for (var e = 0; e < world.Rows.Length; e++)
        {
            if (BrokenTo(world, e) is { } promise)
            {
                return $"e{e}: {promise}";
            }
        }

        return IsAtRest(world) ? BrokenAtRest(world) : null;
    }

    /// <summary>Nothing more will happen, unless somebody makes trouble.</summary>
    public bool IsAtRest(World world) =>
        world.Messages.IsEmpty && !world.Workers.Any(w => w.IsBusy) && world.Senders.All(s => s.IsDone) && world.Moment == scenario.History.Count - 1 && world.Shown == world.Moment;

    private string? BrokenTo(World world, int e)
    {
        // Where it was erased, it may be stored anew, and its message not yet.
        var wasResponded = IsSender(SenderPhase.Responded) && !(WasErased(world) && IsSender(SenderPhase.Inserted));
        return world.Rows[e] switch
        {
            null => wasResponded && !WasErased(world) ? "a 2xx was returned without a row" : null,
            { State: EventState.DeadLettered } when !world.IndexEntries[e].HasFlag(IndexEntries.DeadLettered) =>
                "it is dead-lettered, and nobody finds it",
            { Sequence: var sequence } when sequence > _maxSequence => "its sequence numbers do not end",
            { IsFinal: false } row when (wasResponded || row.State != EventState.Received) && !HasMessage(world, e, row.Sequence) => "it is not final, and no message is left for it",
            _ => null,
        };

        bool IsSender(SenderPhase phase) => scenario.Deliveries.Where((d, i) => d.Event == e && world.Senders[i].Phase == phase).Any();
    }

    // Outcomes that say that handlers have what the event spoke of, or what came after it. A record that was shown, and is there to stay, is not
    // to be taken for missing.
    private bool IsToBeThere(World world, EventOutcome outcome, int moment) => outcome switch
    {
        EventOutcome.Handled or EventOutcome.Unchanged or EventOutcome.Superseded or EventOutcome.WentBack => true,
        EventOutcome.Deleted or EventOutcome.NotDeleted => true,
        EventOutcome.NotFound => world.Journals.Any(j => !j.Entries.IsEmpty)
            && scenario.History.Skip(moment).All(content => content.Hash is not null),
        _ => false,
    };

    // A record that became again what it was needs no second change.
    private bool Has(Journal journal, int moment) =>
        journal.CompletedMoment is var completed && (completed >= moment || (completed >= 0 && scenario.History.Skip(moment).Contains(scenario.History[completed])));

    private bool WasErased(World world) => world.Budget.Erasures < scenario.Budget.Erasures;

    private static bool IsTo(EventRow row, int handler) =>
        row.RedeliverTo == EventRow.AllHandlers || row.RedeliverTo == World.Handlers[handler];

    // The sweep would find it too, but nothing that this code does is to depend on that.
    private static bool HasMessage(World world, int e, int sequence)
    {
        foreach (var message in world.Messages)
        {
            if (message.Event == e && (message.Reopen || message.Sequence >= sequence))
            {
                return true;
            }
        }

        foreach (var worker in world.Workers)
        {
            if (worker.IsBusy && worker.Message.Event == e && (worker.Message.Reopen || worker.Message.Sequence >= sequence))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Which promise a world at rest breaks.</summary>
    private string? BrokenAtRest(World world)
    {
        for (var i = 0; i < world.Senders.Length; i++)
        {
            var (e, moment) = scenario.Deliveries[i];
            if (world.Senders[i].Phase != SenderPhase.Responded)
            {
                continue;
            }

            if (world.Rows[e] is not { } row)
            {
                if (!world.Journals.All(j => Has(j, moment)))
                {
                    return $"e{e} was erased, and a handler has not got what it spoke of";
                }

                continue;
            }

            if (!row.IsFinal)
            {
                return $"e{e} was accepted and never ends";
            }

            if (IsToBeThere(world, row.Outcome, moment) && !world.Journals.All(j => Has(j, moment)))
            {
                return $"e{e} ends {row.Outcome}, and a handler has not got what it spoke of";
            }

            if (row.IsRedelivery && row.State == EventState.Completed && (row.Outcome != EventOutcome.NotFound || world.Record.IsTombstone)
                && world.Journals.Where((j, handler) => j.Redelivery != Redelivery.None && IsTo(row, handler)).Any())
            {
                return $"e{e} ends {row.Outcome}, and a handler has not got the record again";
            }

            if (!world.IndexEntries[e].HasFlag(IndexEntries.Day))
            {
                return $"e{e} is not in the log";
            }
        }

        return null;
    }
}
