using Stitchex.Functions.Operations.Jobs;

namespace Stitchex.Functions.Operations.Backfill;

/// <summary>What an operator sees of a backfill beside what every job has.</summary>
/// <param name="Lists">The lists that it reads.</param>
/// <param name="EstimatedMinutes">
/// How many minutes are left, as far as lists say how many records they have; of a dry run that has ended, how many a backfill would need
/// to fetch what it found.
/// </param>
internal sealed record BackfillReport(IReadOnlyList<BackfillListReport> Lists, double EstimatedMinutes)
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
        var remaining = lists.Sum(list => list.Remaining);
        var share = job.Scanned == 0 ? 1 : (double)job.Matched / job.Scanned;
        var requests = job is { IsDryRun: true, Status: JobStatus.Completed }
            ? job.Matched + ((double)job.Scanned / PageSize)
            : (remaining * (job.IsDryRun ? 0 : share)) + ((double)remaining / PageSize);
        return new BackfillReport([.. lists.Select(BackfillListReport.From)], Math.Round(requests / job.RatePerMinute, 1));
    }
}
