using Microsoft.Azure.Functions.Worker;
using Stitchex.Functions.Configuration;
using Stitchex.Functions.Operations.Jobs;

namespace Stitchex.Functions.Triggers;

/// <summary>Does the pages of jobs, from the queue <c>stitchex-jobs</c>.</summary>
/// <param name="runner">Does the work.</param>
public sealed class RunJob(JobRunner runner)
{
    /// <summary>Does one page.</summary>
    /// <param name="message">The message's text.</param>
    /// <param name="cancellationToken">Cancelled when the host shuts down.</param>
    /// <returns>A task that ends when the page is done.</returns>
    [Function(nameof(RunJob))]
    public Task RunAsync(
        [QueueTrigger(StorageNames.JobsQueue, Connection = StorageNames.Connection)] string message,
        CancellationToken cancellationToken) =>
        runner.RunAsync(message, cancellationToken);
}
