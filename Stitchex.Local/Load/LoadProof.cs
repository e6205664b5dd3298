using Stitchex.Functions.Events;
using Stitchex.Functions.Protocol;
using Stitchex.Local.Lab;
using Stitchex.Local.Lab.Journal;
using Stitchex.Local.Simulator.Records;

namespace Stitchex.Local.Load;

/// <summary>Judges each event of a load by its id.</summary>
internal static class LoadProof
{
    // The API does not fail here. So an event is either handled, or what it tells of was delivered for another one.
    private static readonly EventOutcome[] RightOutcomes = [EventOutcome.Handled, EventOutcome.Unchanged, EventOutcome.Superseded];

    public static IReadOnlyList<ProofCheck> Find(LoadEvidence evidence)
    {
        var delivered = DeliveredRecord.AllOf(evidence.Histories, evidence.Journal);
        return
        [
            new("All was sent and done in time", 1, evidence.Abandoned is { } reason ? [reason] : []),
            new("Each event was acknowledged", evidence.Sent.Count, [.. Unacknowledged(evidence)]),
            new("Each event has one row, and there are no others", evidence.Sent.Count, [.. Misplaced(evidence)]),
            new("Each row is final, and its outcome right", evidence.Rows.Count, [.. Unfinished(evidence.Rows)]),
            new("What each event tells of was delivered, or what came after it", evidence.Sent.Count, [.. NotDelivered(evidence.Sent, delivered)]),
            .. evidence.Backfill is { } backfill ? BackfillOf(backfill) : [],
            .. evidence.Backfill is { Kills: > 0 } ? [] : RepeatsOf(delivered.Values),

            // Only a kill explains a change which comes again, and no stall is let pass: hence a lease without end.
            new("Each record was delivered in order, one change at a time", evidence.Histories.Count, JournalVerdict.Find(evidence.Journal, evidence.Histories, TimeSpan.MaxValue).Faults),
            new("Each record is archived in its newest version", evidence.Archive.Compared, evidence.Archive.Misses),
        ];
    }

    private static IEnumerable<ProofCheck> BackfillOf(LoadBackfill backfill) =>
        [new("A backfill asked once for each page and record, but for what a kill cut off", backfill.Records, [.. backfill.Faults()])];

    private static IEnumerable<ProofCheck> RepeatsOf(IEnumerable<DeliveredRecord> delivered) =>
        [new("Nothing was delivered twice", delivered.Sum(record => record.Count), [.. delivered.SelectMany(record => record.Repeats())])];

    private static IEnumerable<string> Unacknowledged(LoadEvidence evidence)
    {
        var acknowledged = evidence.Deliveries.Where(delivery => delivery.IsAcknowledged).Select(delivery => delivery.Hash).ToHashSet(StringComparer.Ordinal);
        return evidence.Sent.Where(sent => !acknowledged.Contains(sent.Id.Hash)).Select(sent => $"{sent.Id} was not acknowledged.");
    }

    private static IEnumerable<string> Misplaced(LoadEvidence evidence)
    {
        var rows = evidence.Rows.ToLookup(row => row.Id.Hash, StringComparer.Ordinal);
        var sent = evidence.Sent.Select(sent => sent.Id.Hash).ToHashSet(StringComparer.Ordinal);
        var misplaced = evidence.Sent.Select(one => (one.Id, Rows: rows[one.Id.Hash].ToList())).Select(found => found.Rows switch
        {
            [] => $"{found.Id} has no row.",
            [var row] => row.Id == found.Id ? null : $"{found.Id} is stored as {row.Id}.",
            _ => $"{found.Id} has {found.Rows.Count} rows.",
        });
        return misplaced.OfType<string>().Concat(evidence.Rows
            .Where(row => !sent.Contains(row.Id.Hash) && row.Id.ActionKey != EventRow.BackfillAction)
            .Select(row => $"{row.Id} was never sent."));
    }

    private static IEnumerable<string> Unfinished(IReadOnlyList<StoredRow> rows) => rows
        .Where(row => row.State is not EventState.Completed || !RightOutcomes.Contains(row.Outcome))
        .Select(row => $"{row.Id} is {row.State}, {row.Outcome}.");

    private static IEnumerable<string> NotDelivered(IReadOnlyList<SentEvent> sent, IReadOnlyDictionary<RecordKey, DeliveredRecord> delivered) => sent
        .Where(one => !delivered.TryGetValue(one.Record, out var record) || record.At(one.Position) is null)
        .Select(one => $"{one.Id} was not delivered.");
}

/// <summary>One thing that has to hold of each of many, and where it does not, a sentence each.</summary>
internal sealed record ProofCheck(string Name, int Checked, IReadOnlyList<string> Misses)
{
    /// <summary>Gets a value indicating whether it holds. What was looked at nowhere shows nothing.</summary>
    public bool Holds => Checked > 0 && Misses.Count == 0;
}
