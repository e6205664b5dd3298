using System.Text;
using Stitchex.Functions.Events;
using Stitchex.Functions.Protocol;

namespace Stitchex.Functions.Tests.Model;

/// <summary>Tells a person what a step changed.</summary>
internal static class WorldText
{
    public static string Changes(World before, World after)
    {
        var text = new StringBuilder();
        for (var e = 0; e < after.Rows.Length; e++)
        {
            Add(text, $"e{e}", Row(before.Rows[e]), Row(after.Rows[e]));
            Add(text, $"e{e}'s index entries", before.IndexEntries[e].ToString(), after.IndexEntries[e].ToString());
        }

        Add(text, "record", Record(before.Record), Record(after.Record));
        Add(text, "queue", string.Join(", ", before.Messages), string.Join(", ", after.Messages));
        for (var i = 0; i < after.Journals.Length; i++)
        {
            Add(text, $"handler {World.Handlers[i]} has", Journal(before.Journals[i]), Journal(after.Journals[i]));
        }

        for (var i = 0; i < after.Workers.Length; i++)
        {
            Add(text, $"P{i}", Worker(before.Workers[i]), Worker(after.Workers[i]));
        }

        return text.ToString();
    }

    private static void Add(StringBuilder text, string what, string before, string after)
    {
        if (before != after)
        {
            text.Append("        ").Append(what).Append(": ").Append(after).Append('\n');
        }
    }

    private static string Worker(Worker worker) => worker.IsBusy
        ? $"{worker.Message}: {worker.Phase} {worker.Stage}{(worker.Lease == LeaseLife.None ? "" : $", lease {worker.Lease}")}{(worker.Phase == Phase.Acting ? $", next {Effect(worker.Effects[0])}" : "")}"
        : "idle";

    private static string Effect(PlannedEffect effect) => effect switch
    {
        { Row: { } row } => $"commit {Row(row)}{(effect.Record is { } record ? $" with record {Record(record)}" : "")}",
        { Message: { } message } => $"send {message}",
        _ => $"index entry {effect.IndexEntry}",
    };

    private static string Row(EventRow? row) => row is null
        ? "none"
        : $"{row.State}{(row.Outcome == EventOutcome.None ? "" : "/" + row.Outcome)} sequence number {row.Sequence}{(row.StartedAt is null ? "" : " started")}{(row.CrashCount == 0 ? "" : $" crashes {row.CrashCount}")}";

    private static string Journal(Journal journal) =>
        $"{string.Join(' ', journal.Entries)}{(journal.Redelivery == Redelivery.None ? "" : $" redelivery {journal.Redelivery}")}";

    private static string Record(RecordRow record) =>
        $"{record.Hash ?? "nothing"} #{record.ChangeCount}{(record.PendingHash is null ? "" : $" pending {record.PendingHash} at [{record.CompletedHandlers}]")} fence {record.FencingToken}"
        + (record.LeaseOwner is null ? "" : $" leased by {record.LeaseOwner}{(record.LeaseExpiresAt > ModelTime.LeaseIsOver ? "" : " (over)")}");
}
