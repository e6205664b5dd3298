using Stitchex.Functions.Operations.Backfill;
using Stitchex.Functions.Protocol;

namespace Stitchex.Functions.Operations.Jobs;

/// <summary>What an operator is told of a job.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Kind">What it does.</param>
/// <param name="DryRun">Whether it counts only.</param>
/// <param name="Filter">With which events.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="Scanned">How many index entries it has looked at.</param>
/// <param name="Matched">How many events were the ones that are looked for.</param>
/// <param name="Done">With how many of them it has done what it does.</param>
/// <param name="StartedAt">When it was started.</param>
/// <param name="UpdatedAt">When it moved last.</param>
/// <param name="CompletedAt">When it came to an end; null while it runs.</param>
/// <param name="RatePerMinute">How many events it takes in a minute at most.</param>
/// <param name="Error">Why it failed.</param>
internal sealed record JobReport(
    string Id,
    JobKind Kind,
    bool DryRun,
    JobFilter Filter,
    JobStatus Status,
    int Scanned,
    int Matched,
    int Done,
    DateTimeOffset StartedAt,
    DateTimeOffset UpdatedAt,
    DateTimeOffset? CompletedAt,
    int RatePerMinute,
    string? Error)
{
    /// <summary>Gets how far a backfill has read each list; null for other jobs.</summary>
    public BackfillReport? Backfill { get; init; }

    /// <summary>Tells of a job.</summary>
    public static JobReport From(Job job) => new(
        job.Id,
        job.Kind,
        job.IsDryRun,
        new JobFilter(
            job.State,
            job.From,
            job.Until,
            job.Resource,
            job.Outcome,
            job.Note,
            job.RedeliverTo == EventRow.AllHandlers ? null : job.RedeliverTo),
        job.Status,
        job.Scanned,
        job.Matched,
        job.Done,
        job.StartedAt,
        job.UpdatedAt,
        job.CompletedAt,
        job.RatePerMinute,
        job.Error)
    {
        Backfill = BackfillReport.From(job),
    };
}
