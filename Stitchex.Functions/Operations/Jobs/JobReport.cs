using Stitchex.Functions.Operations.Backfill;
using Stitchex.Functions.Operations.Erasing;
using Stitchex.Functions.Operations.Reconcile;
using Stitchex.Functions.Protocol;

namespace Stitchex.Functions.Operations.Jobs;

/// <summary>What an operator is told of a job.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Kind">What it does.</param>
/// <param name="DryRun">Whether it counts only.</param>
/// <param name="Filter">With which events: the filter as it was sent, with the note and the handler that records are redelivered to.</param>
/// <param name="Named">How many events or quarantined items were named one by one; null where it works on those of the filter.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="Scanned">How many index entries it has looked at.</param>
/// <param name="Matched">How many events were the ones that are looked for.</param>
/// <param name="Done">With how many of them it has done what it does. What it replays or redelivers is queued by then.</param>
/// <param name="StartedAt">When it was started.</param>
/// <param name="By">Who started it: a person, or the name of a key; null where that is not known.</param>
/// <param name="UpdatedAt">When it moved last.</param>
/// <param name="CompletedAt">When it came to an end; null while it runs.</param>
/// <param name="PausedBy">Who paused it last.</param>
/// <param name="ResumedBy">Who resumed it last.</param>
/// <param name="CancelledBy">Who cancelled it.</param>
/// <param name="RatePerMinute">How many events it works on in a minute at most.</param>
/// <param name="Error">Why it failed.</param>
internal sealed record JobReport(
    string Id,
    JobKind Kind,
    bool DryRun,
    IReadOnlyDictionary<string, string> Filter,
    int? Named,
    JobStatus Status,
    int Scanned,
    int Matched,
    int Done,
    DateTimeOffset StartedAt,
    string? By,
    DateTimeOffset UpdatedAt,
    DateTimeOffset? CompletedAt,
    string? PausedBy,
    string? ResumedBy,
    string? CancelledBy,
    int RatePerMinute,
    string? Error)
{
    /// <summary>Gets how far a backfill has read each list; null for other jobs.</summary>
    public BackfillReport? Backfill { get; init; }

    /// <summary>Gets what a reconciliation has found; null for other jobs.</summary>
    public ReconcileReport? Reconcile { get; init; }

    /// <summary>Gets what an erasure has erased; null for other jobs.</summary>
    public ErasureReport? Erasure { get; init; }

    /// <summary>Tells of a job.</summary>
    public static JobReport From(Job job)
    {
        var parameters = job.Parameters;
        var filter = parameters.AllKeys.OfType<string>().ToDictionary(name => name, name => parameters[name]!);
        if (job.Note is { } note)
        {
            filter["note"] = note;
        }

        if (job.RedeliverTo is { } handler && handler != EventRow.AllHandlers)
        {
            filter["handler"] = handler;
        }

        return new(
            job.Id,
            job.Kind,
            job.IsDryRun,
            filter,
            job.Ids?.Split(' ').Length,
            job.Status,
            job.Scanned,
            job.Matched,
            job.Done,
            job.StartedAt,
            job.By,
            job.UpdatedAt,
            job.CompletedAt,
            job.PausedBy,
            job.ResumedBy,
            job.CancelledBy,
            job.RatePerMinute,
            job.Error)
        {
            Backfill = BackfillReport.From(job),
            Reconcile = ReconcileReport.From(job),
            Erasure = ErasureReport.From(job),
        };
    }
}
