using Stitchex.Functions.Operations.Jobs;

namespace Stitchex.Functions.Operations.Backfill;

/// <summary>What an operator sees of a backfill beside what every job has.</summary>
/// <param name="Lists">The lists that it reads.</param>
/// <param name="EstimatedMinutes">
/// How many minutes are left, as far as lists say how many records they have; of a dry run that has ended, how many a backfill would need
/// to fetch what it found. Null while a list is read that does not say how many it has.
/// </param>
internal sealed record BackfillReport(IReadOnlyList<BackfillListReport> Lists, double? EstimatedMinutes)
{
    // As Stitchex has it.
    private const int PageSize = 100;

    /// <summary>Describes a backfill; null for other jobs.</summary>
    public static BackfillReport? From(Job job)
    {
        if (job.Lists is not { } text)
        {
            return null;
        }

        var lists = BackfillList.Parse(text);
        var share = job.IsDryRun ? 0 : job.Scanned == 0 ? 1 : (double)job.Matched / job.Scanned;
        double? requests = 0 switch
        {
            _ when job is { IsDryRun: true, Status: JobStatus.Completed } => job.Matched + ((double)job.Scanned / PageSize),
            _ when lists.Exists(list => list.Remaining is null) => null,
            _ => lists.Sum(list => list.Remaining * ((list.Pass == 1 ? share : 0) + (1.0 / PageSize))),
        };
        return new BackfillReport(
            [.. lists.Select(BackfillListReport.From)], requests is { } known ? Math.Round(known / job.RatePerMinute, 1) : null);
    }
}
