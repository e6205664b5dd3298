using Azure;
using Azure.Data.Tables;
using Azure.Storage.Queues;
using Stitchex.Functions.Configuration;
using Stitchex.Local.Stack;

namespace Stitchex.Local.Demo;

/// <summary>Plays the demo against a running stack, waits until every event is done, and finds the verdict.</summary>
internal sealed class DemoRun(LocalStack stack, IDemoDisplay display)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(250);

    private readonly TableClient _events =
        new TableServiceClient(stack.StorageConnectionString, FastFailClientOptions.Short(new TableClientOptions())).GetTableClient(StorageNames.EventsTable);

    private readonly QueueClient _queue = new(stack.StorageConnectionString, StorageNames.EventsQueue, FastFailClientOptions.Short(new QueueClientOptions()));

    /// <summary>Plays.</summary>
    public async Task<DemoResult> PlayAsync(CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        ending.CancelAfter(Deadline);
        var storageGone = EndWithStorageAsync(ending);
        IReadOnlyList<int> malformed = [];
        try
        {
            malformed = await new DemoScenario(stack.Simulator).PlayAsync(display.ChangeMade, ending.Token);
            await WaitUntilDoneAsync(ending.Token);
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

    private async Task WaitUntilDoneAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var webhooks = stack.Simulator.Webhooks.Statistics.Counts;
            var tally = await EventTally.CountAsync(_events, cancellationToken);
            display.Progressed(webhooks, tally);
            if (webhooks.Waiting == 0 && tally.Open == 0 && await IsQueueEmptyAsync(cancellationToken))
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
        await EventTally.CountAsync(_events, cancellationToken),
        RecordsFetched(),
        await Verdict.FindAsync(stack.Simulator.RecordsToExpect(), stack.StorageConnectionString, cancellationToken),
        stack.Destinations is { } destinations ? await destinations.JudgeAsync(stack.Simulator.RecordsToExpect(), cancellationToken) : [],
        abandoned);

    private long RecordsFetched() => stack.Simulator.Requests.Counts.Where(count => count is { Method: "GET", Status: 200 } && count.Template.Contains("{id}", StringComparison.Ordinal)).Sum(count => count.Count);
}
