using Stitchex.Functions.Protocol;

namespace Stitchex.Functions.Tests.Model;

/// <summary>A transaction that storage accepts, and what it must not do.</summary>
internal static class Committing
{
    public static World Apply(World world, int i, Worker worker, PlannedEffect effect, EventRow row)
    {
        var @event = worker.Message.Event;
        var before = world.Rows[@event]!;
        var after = world.Storing(@event, row, i);
        var record = effect.Record;
        if (record is not null)
        {
            // A lease that a stalled processor stores late ends when it would have ended.
            record = worker.Lease == LeaseLife.IsOver && record.LeaseExpiresAt is not null ? record with { LeaseExpiresAt = ModelTime.LeaseIsOver } : record;
            after = after.Storing(record, i);
        }

        var begins = worker.Stage == Stage.Beginning && worker.After != After.Stop;
        after = Objection(world, worker, before, row, begins) is { } objection ? after.Breaking(objection) : after;
        if (begins ? worker.Message.Reopen || before.IsFinal : worker.Message.Reopen && worker.Stage == Stage.Arriving)
        {
            after = after.WithMessages(message => message.Event == @event ? message.Opened() : message);
            worker = worker with { Message = worker.Message.Opened() };
        }

        after = row.CrashCount > 0 && worker.Stage == Stage.Ending
            ? after.Breaking("a crash counts though an attempt has ended by itself since")
            : after;
        var now = worker with { Row = row, Record = record ?? worker.Record };
        if (begins)
        {
            var fence = now.Record.FencingToken;
            after = fence > world.FencingToken
                ? after with { FencingToken = fence }
                : after.Breaking("an attempt begins without a fencing token of its own");
        }

        return after.With(i, now);
    }

    private static string? Objection(World world, Worker worker, EventRow before, EventRow row, bool begins) => 0 switch
    {
        _ when before.IsFinal && !worker.Message.Reopen => "a final event is changed, though nobody repeated or replayed it",
        _ when before.IsFinal && !row.IsFinal && !world.IndexEntries[worker.Message.Event].HasFlag(IndexEntries.Open) => "an event stops being final, and the sweep does not know of it",
        _ when begins && before.EndedByOperatorAt is not null && !worker.Message.Reopen =>
            "an event is tried though an operator ended its retries",
        _ when begins && row.IsFinal => "a final event is tried without having been opened",
        _ when row.CrashCount > world.CutOffs => "an attempt counts as a crash, though it ended by itself",
        _ => null,
    };
}
