using System.Collections.Immutable;
using Stitchex.Functions.Events;
using Stitchex.Functions.Protocol;

namespace Stitchex.Functions.Tests.Model;

/// <summary>What happens around the receiver and the processors.</summary>
internal sealed class EnvironmentSteps(Scenario scenario, Protocol protocol)
{
    /// <summary>The name under which an erasure holds the lease.</summary>
    public const string Eraser = "erasure";

    private readonly HandlerSteps _handlers = new(scenario, protocol);

    public void Add(World world, List<Move> moves)
    {
        Change(world, moves);
        Crash(world, moves);
        ExpireLease(world, moves);
        LetTimePass(world, moves);
        SendAgain(world, moves);
        Erase(world, moves);
    }

    // As RecordEraser does, where nothing is to be done with the record: under its lease, what it was first, and then its events.
    private static void Erase(World world, List<Move> moves)
    {
        if (world.Record.LeaseOwner == Eraser)
        {
            var left = world;
            for (var e = 0; e < world.Rows.Length; e++)
            {
                left = world.Rows[e] is { IsFinal: true } ? left.Removing(e) : left;
            }

            var freed = world.Record with { LeaseOwner = null, LeaseExpiresAt = null };
            moves.Add(new Move("erasure", 1, "removes the events", left.Storing(freed, by: -1)));
        }
        else if (world.Budget.Erasures > 0 && world.Record.LeaseOwner is null && world.Rows.All(row => row is not { IsFinal: false }))
        {
            var blank = world.Record.WithoutContent() with
            {
                FencingToken = world.Record.FencingToken + 1,
                ErasedAt = ModelTime.Fresh,
                LeaseOwner = Eraser,
                LeaseExpiresAt = ModelTime.LeaseHolds,
            };
            moves.Add(new Move("erasure", 0, "begins", world.Storing(blank, by: -1) with
            {
                Journals = [.. world.Journals.Select(j => j with { Repeats = j.Repeats + 1 })],
                Budget = world.Budget with { Erasures = world.Budget.Erasures - 1 },
            }));
        }
    }

    private void Change(World world, List<Move> moves)
    {
        if (world.Moment < scenario.History.Count - 1)
        {
            var moment = world.Moment + 1;
            var changed = world with { Moment = moment, Shown = scenario.Lags || scenario.LagsForLong ? world.Shown : moment };
            moves.Add(new Move("Stitchex", moment, "changes the record", changed));
        }

        if (world.Shown < world.Moment)
        {
            moves.Add(new Move("API", world.Shown + 1, "catches up", Awake(world) with { Shown = world.Shown + 1 }));
        }
    }

    private void Crash(World world, List<Move> moves)
    {
        for (var i = 0; i < world.Workers.Length; i++)
        {
            var worker = world.Workers[i];
            var isKilled = scenario.KillsTheProcess && worker.Phase == Phase.InHandler;
            if (isKilled || (worker.IsBusy && world.Budget.Crashes > 0))
            {
                var crashed = world.CuttingOff(worker).With(i, Worker.Idle).Sending(worker.Message);
                moves.Add(new Move("P", i, "is killed", crashed with
                {
                    CutOffs = Math.Min(world.CutOffs + 1, 9),
                    Budget = isKilled ? world.Budget : world.Budget with { Crashes = world.Budget.Crashes - 1 },
                }));
            }
        }
    }

    // Somebody's stall costs a part of the budget; what a crash left behind ends in any case.
    private void ExpireLease(World world, List<Move> moves)
    {
        var isHeld = world.Workers.Any(w => w.Lease == LeaseLife.Holds);
        if (isHeld ? world.Budget.Stalls == 0 : !world.IsLeased || world.CutOffs == 0)
        {
            return;
        }

        var later = world.IsLeased ? world with { Record = world.Record with { LeaseExpiresAt = ModelTime.LeaseIsOver } } : world;
        for (var i = 0; i < later.Workers.Length; i++)
        {
            var worker = later.Workers[i];
            if (worker.Record.LeaseExpiresAt is not null)
            {
                worker = worker with { Record = worker.Record with { LeaseExpiresAt = ModelTime.LeaseIsOver } };
            }

            if (worker.Lease == LeaseLife.Holds)
            {
                later = later.CuttingOff(worker).With(i, worker with { Lease = LeaseLife.IsOver }) with { CutOffs = Math.Min(later.CutOffs + 1, 9) };
                later = worker.Phase == Phase.InHandler ? _handlers.Cancel(later, i) : later;
            }
            else
            {
                later = later.With(i, worker);
            }
        }

        later = later.WithMessages(message => message.Later());
        moves.Add(new Move("time", 0, "ends the lease", isHeld ? later with { Budget = world.Budget with { Stalls = world.Budget.Stalls - 1 } } : later));
    }

    // Longer than a lease, and as long as the API is given to catch up.
    private void LetTimePass(World world, List<Move> moves)
    {
        if (!world.IsLeased && !world.Workers.Any(w => w.IsBusy) && world.Messages.Any(m => m != m.Later()))
        {
            moves.Add(new Move("time", 2, "passes until a retry is due", world.WithMessages(message => message.Later())));
        }

        var retriesLate = scenario.RetriesLate && world.Journals.Any(j => !j.Entries.IsEmpty);
        var somethingWaits = world.Messages.Any(m => m.IsDelayed || (retriesLate && m.Sequence > 0));
        var isAtWork = world.IsLeased || world.Workers.Any(w => w.IsBusy);
        if (!somethingWaits || isAtWork || (world.Shown < world.Moment && !scenario.LagsForLong))
        {
            return;
        }

        ImmutableArray<EventRow?> rows = [.. world.Rows.Select(r => r is null ? null : r with
        {
            OpenedAt = ModelTime.Old,
            NotFoundSince = r.NotFoundSince is null ? null : ModelTime.Old,
            StaleSince = r.StaleSince is null ? null : ModelTime.Old,
            OlderSince = r.OlderSince is null ? null : ModelTime.Old,
        })];
        var record = world.Record with { DeletedAt = world.Record.DeletedAt is null ? null : ModelTime.Old };
        var later = Awake(world).WithMessages(message => message.Later()) with { Rows = rows, Record = record };
        moves.Add(new Move("time", 1, "passes until the API has had its time", later));
    }

    private static World Awake(World world) => world with { Messages = [.. world.Messages.Select(m => m with { IsDelayed = false }).Order()] };

    private static void SendAgain(World world, List<Move> moves)
    {
        for (var e = 0; e < world.Rows.Length; e++)
        {
            if (world.Budget.Sweeps > 0 && world.Rows[e] is { IsFinal: false } row && (world.IndexEntries[e] & (IndexEntries.Day | IndexEntries.Open)) != 0)
            {
                moves.Add(new Move("sweep", e, "repeats the current sequence number", world.Sending(new QueuedMessage(e, row.Sequence)) with { Budget = world.Budget with { Sweeps = world.Budget.Sweeps - 1 } }));
            }

            if (world.Budget.Replays > 0 && world.Rows[e] is { IsFinal: true } final)
            {
                moves.Add(new Move("replay", e, "is asked for", world.Sending(new QueuedMessage(e, final.Sequence, Reopen: true)) with { Budget = world.Budget with { Replays = world.Budget.Replays - 1 } }));
            }
        }

        for (var e = 0; e < world.Rows.Length; e++)
        {
            if (world.Budget.Resolves > 0 && world.Rows[e] is { State: EventState.Retrying, StartedAt: null } row)
            {
                var left = world.Budget with { Resolves = world.Budget.Resolves - 1 };
                foreach (var (what, ended) in new[]
                {
                    ("resolves", row with { ResolvedAt = ModelTime.Fresh }),
                    ("ends the retries", row with { RetriesEndedAt = ModelTime.Fresh }),
                })
                {
                    var noted = world.Storing(e, ended, by: -1) with { Budget = left };
                    moves.Add(new Move("operator", e, what, noted.Sending(new QueuedMessage(e, row.Sequence))));
                }
            }
        }

        for (var i = 0; i < world.Workers.Length; i++)
        {
            if (world.Budget.Copies > 0 && world.Workers[i].IsBusy)
            {
                moves.Add(new Move("queue", i, "delivers a message that is still held", world.Sending(world.Workers[i].Message) with { Budget = world.Budget with { Copies = world.Budget.Copies - 1 } }));
            }
        }
    }
}
