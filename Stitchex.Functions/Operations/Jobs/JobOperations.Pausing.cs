using Stitchex.Functions.Operations.Backfill;
using Stitchex.Functions.Operations.Http;
using Stitchex.Functions.Storage;

namespace Stitchex.Functions.Operations.Jobs;

/// <summary>Has jobs wait, and go on.</summary>
public sealed partial class JobOperations
{
    /// <summary>Has a job wait until it is resumed. One that does not run stays as it is.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <param name="caller">Who asks for it; null where that is not known.</param>
    /// <returns>200 with the job, 404, or 409 when it moves too fast to be caught.</returns>
    public Task<OperatorResponse> PauseAsync(string id, CancellationToken cancellationToken, string? caller = null) =>
        ChangeAsync(id, JobStatus.Running, job => job with { Status = JobStatus.Paused, PausedBy = caller }, caller, cancellationToken);

    /// <summary>Has a job go on that was paused. One that was not stays as it is.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <param name="caller">Who asks for it; null where that is not known.</param>
    /// <returns>200 with the job, 404, or 409 when it moves too fast to be caught.</returns>
    public Task<OperatorResponse> ResumeAsync(string id, CancellationToken cancellationToken, string? caller = null) =>
        // A page of its own, so that a message of before the pause leads to no second chain.
        ChangeAsync(
            id,
            JobStatus.Paused,
            job => job with
            {
                Status = JobStatus.Running,
                ResumedBy = caller,
                Page = job.Page + 1,
                Lists = job.Lists is { } lists ? BackfillList.ToText([.. BackfillList.Parse(lists).Select(list => list.Resumed())]) : null,
                ResentAt = null,
                Stalls = 0,
            },
            caller,
            cancellationToken);

    /// <summary>Changes a job that is in a state; one that is in another stays as it is. One that runs then goes on.</summary>
    internal async Task<OperatorResponse> ChangeAsync(
        string id, JobStatus from, Func<Job, Job> change, string? caller, CancellationToken cancellationToken)
    {
        for (var tries = 0; tries < MaxCancelTries; tries++)
        {
            if (await FindAsync(id, cancellationToken) is not { } job)
            {
                return NoSuchJob;
            }

            if (job.Status != from)
            {
                return OperatorResponse.Json(JobReport.From(job), OperatorJson.Readable.JobReport);
            }

            if (await _rows.CommitAsync(change(job) with { UpdatedAt = _clock.UtcNow }, cancellationToken) is { } changed)
            {
                Log.Paused(_logger, changed.Id, caller, changed.Status);
                await (changed.Status == JobStatus.Running ? SendAsync(changed, cancellationToken) : Task.CompletedTask);
                return OperatorResponse.Json(JobReport.From(changed), OperatorJson.Readable.JobReport);
            }
        }

        return OperatorResponse.Conflict("The job moved each time that it was to be changed. Try again.");
    }

    private async Task SendAsync(Job job, CancellationToken cancellationToken)
    {
        try
        {
            await _queue.SendAsync(JobMessage.From(job).ToString(), TimeSpan.Zero, cancellationToken);
        }
        catch (Exception e) when (StorageFailure.Is(e) || e is OperationCanceledException)
        {
            // The job is stored, and the sweep sends its message.
            Log.MessageFailed(_logger, job.Id, e);
        }
    }
}
