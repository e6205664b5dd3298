using Stitchex.Local.Lab;
using Stitchex.Local.Lab.Journal;

namespace Stitchex.Local.Load;

/// <summary>What a load left behind, and what is judged by it.</summary>
internal sealed record LoadEvidence
{
    public required IReadOnlyList<SentEvent> Sent { get; init; }

    /// <summary>Gets all requests that told of them.</summary>
    public required IReadOnlyList<LoadDelivery> Deliveries { get; init; }

    public required IReadOnlyList<StoredRow> Rows { get; init; }

    public required IReadOnlyList<JournalEntry> Journal { get; init; }

    /// <summary>Gets what the records were in Stitchex.</summary>
    public required IReadOnlyList<RecordJournal> Histories { get; init; }

    /// <summary>Gets what a backfill did; null where there was none.</summary>
    public LoadBackfill? Backfill { get; init; }

    public required Verdict Archive { get; init; }

    /// <summary>Gets why it was not played to its end; null when it was.</summary>
    public string? Abandoned { get; init; }
}
