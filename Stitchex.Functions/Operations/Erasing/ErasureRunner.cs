using Stitchex.Functions.Operations.Jobs;

namespace Stitchex.Functions.Operations.Erasing;

/// <summary>Erases one record, which is a page of the job. One that is cut off is repeated, and goes on where it was.</summary>
internal sealed class ErasureRunner(RecordEraser eraser)
{
    /// <summary>Erases the next record.</summary>
    /// <returns>The job after it, and in how long its next turn comes.</returns>
    public async Task<(Job Job, TimeSpan Delay)> RunAsync(Job job, CancellationToken cancellationToken)
    {
        var records = job.Ids!.Split(' ');
        if (job.Scanned < records.Length)
        {
            var before = ErasureReport.From(job)!;
            var (erased, error) = await eraser.EraseAsync(job, records[job.Scanned], before.StayForgotten, cancellationToken);
            if (erased is null && error is null)
            {
                return (job, TimeSpan.Zero);
            }

            job = job with
            {
                Scanned = job.Scanned + 1,
                Matched = job.Matched + 1,
                Done = job.Done + (erased is null || job.IsDryRun ? 0 : 1),
                Erasure = erased is null ? job.Erasure : before.With(erased).ToString(),
                Error = error is null ? job.Error : Cut($"{job.Error} {error}".TrimStart()),
            };
        }

        return (job with { Status = job.Scanned < records.Length ? JobStatus.Running : JobStatus.Completed }, TimeSpan.Zero);
    }

    // A property holds 32 Ki characters.
    private static string Cut(string error) => error.Length > 20_000 ? error[..20_000] : error;
}
