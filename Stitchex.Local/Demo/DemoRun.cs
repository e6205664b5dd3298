using Azure;
using Azure.Storage.Queues;
using Stitchex.Functions.Configuration;
using Stitchex.Local.Lab;
using Stitchex.Local.Simulator.Webhooks;
using Stitchex.Local.Stack;

namespace Stitchex.Local.Demo;

/// <summary>Plays the demo against a running stack, waits until every event is done, and finds the verdict.</summary>
internal sealed class DemoRun(LocalStack stack)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(250);

    private readonly QueueClient _queue = new(stack.StorageConnectionString, StorageNames.EventsQueue, FastFailClientOptions.Short(new QueueClientOptions()));

    /// <summary>Plays.</summary>
    /// <param name="changed">Is told of each change.</param>
    /// <param name="progressed">Is told what Stitchex has sent, and of the events' rows.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    public async Task<DemoResult> PlayAsync(
        Action changed, Action<WebhookCounts, IReadOnlyList<StoredRow>> progressed, CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        ending.CancelAfter(Deadline);
        var storageGone = EndWithStorageAsync(ending);
        IReadOnlyList<int> malformed = [];
        try
        {
            malformed = await new DemoScenario(stack.Simulator).PlayAsync(changed, ending.Token);
            await WaitUntilDoneAsync(progressed, ending.Token);
            return await JudgeAsync(malformed, abandoned: null, cancellationToken);
        }
        catch (Exception e) when (e is OperationCanceledException or RequestFailedException or AggregateException or HttpRequestException)
        {
            // Requests may fail a moment before the end of the process is known.
            var exit = await Task.WhenAny(storageGone, Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, cancellationToken)) == storageGone ? await storageGone : null;
            if (exit is not null)
            {
                return new DemoResult(stack.Simulator.Webhooks.Statistics.Counts, malformed, Events: null, RecordsFetched(), Verdict.WithoutStorage(stack.Simulator.RecordsToExpect()), Destinations: [], exit);
            }

            cancellationToken.ThrowIfCancellationRequested();
            return await JudgeAsync(malformed, e is OperationCanceledException ? $"Not everything was done after {Deadline.TotalMinutes:0} minutes." : e.Message, cancellationToken);
        }
        finally
        {
            await ending.CancelAsync();
        }
    }

    private async Task<string?> EndWithStorageAsync(CancellationTokenSource ending)
    {
        if (stack.Azurite is not { } azurite)
        {
            return null;
        }

        var cancelled = Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, ending.Token);
        if (await Task.WhenAny(azurite.Exited, cancelled) != azurite.Exited)
        {
            return null;
        }

        await ending.CancelAsync();
        return $"Storage is gone: {await azurite.Exited}";
    }

    private async Task WaitUntilDoneAsync(Action<WebhookCounts, IReadOnlyList<StoredRow>> progressed, CancellationToken cancellationToken)
    {
        while (true)
        {
            var webhooks = stack.Simulator.Webhooks.Statistics.Counts;
            var events = await StoredRow.ReadAllAsync(stack.StorageConnectionString, cancellationToken);
            progressed(webhooks, events);
            if (webhooks.Waiting == 0 && !events.Any(row => row.IsOpen) && await IsQueueEmptyAsync(cancellationToken))
            {
                return;
            }

            await Task.Delay(PollInterval, TimeProvider.System, cancellationToken);
        }
    }

    private async Task<bool> IsQueueEmptyAsync(CancellationToken cancellationToken) =>
        (await _queue.GetPropertiesAsync(cancellationToken)).Value.ApproximateMessagesCount == 0;

    private async Task<DemoResult> JudgeAsync(IReadOnlyList<int> malformed, string? abandoned, CancellationToken cancellationToken) => new(
        stack.Simulator.Webhooks.Statistics.Counts,
        malformed,
        await StoredRow.ReadAllAsync(stack.StorageConnectionString, cancellationToken),
        RecordsFetched(),
        await Verdict.FindAsync(stack.Simulator.RecordsToExpect(), stack.StorageConnectionString, cancellationToken),
        stack.Destinations is { } destinations ? await destinations.JudgeAsync(stack.Simulator.RecordsToExpect(), cancellationToken) : [],
        abandoned);

    private long RecordsFetched() => stack.Simulator.Requests.Counts.Where(count => count is { Method: "GET", Status: 200 } && count.Template.Contains("{id}", StringComparison.Ordinal)).Sum(count => count.Count);
}
