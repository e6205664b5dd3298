using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Microsoft.Extensions.Logging;
using Stitchex.Local.Hosting.Invocation;

namespace Stitchex.Local.Hosting.Queues;

/// <summary>Takes messages from a queue in batches and has several processed at once.</summary>
internal sealed partial class QueueListener(
    FunctionDescriptor function,
    QueueClient queue,
    QueueMessageProcessor processor,
    QueueSettings settings,
    TimeSpan lease,
    HostLifetime lifetime,
    TimeProvider timeProvider,
    ILogger logger) : ITriggerListener
{
    private readonly PollingBackoff _backoff = new(settings.MaxPollingInterval, Random.Shared);
    private readonly List<Task> _processing = [];
    private TaskCompletionSource _lookNow = NewSignal();

    /// <inheritdoc/>
    public async Task RunAsync()
    {
        Log.Listening(logger, function.Name, queue.Name);
        var foundSomething = false;

        while (!lifetime.Stopping.IsCancellationRequested)
        {
            var messages = await ReceiveAsync();
            _processing.AddRange(messages.Select(processor.ProcessAsync));

            if (messages.Length > 0)
            {
                foundSomething = true;
                await WaitForNewBatchThresholdAsync();
            }
            else
            {
                foundSomething = await WaitAsync(_backoff.Next(foundSomething));
            }
        }

        await Task.WhenAll(_processing);
    }

    /// <summary>Looks at the queue now, and goes on from short waits.</summary>
    public void LookNow() => Volatile.Read(ref _lookNow).TrySetResult();

    private async Task<QueueMessage[]> ReceiveAsync()
    {
        try
        {
            return await queue.ReceiveMessagesAsync(settings.BatchSize, lease, lifetime.Stopping);
        }
        catch (OperationCanceledException) when (lifetime.Stopping.IsCancellationRequested)
        {
            return [];
        }
        catch (RequestFailedException exception) when (exception.ErrorCode == QueueErrorCode.QueueNotFound)
        {
            // It is looked for again and again, as the first message may create it.
            Log.NoQueue(logger, function.Name, queue.Name);
            return [];
        }
        catch (Exception exception)
        {
            // Whatever it is, storage may be back at the next look.
            Log.NotReceived(logger, function.Name, queue.Name, exception);
            return [];
        }
    }

    private async Task WaitForNewBatchThresholdAsync()
    {
        var stopping = new TaskCompletionSource();
        await using var registration = lifetime.Stopping.Register(stopping.SetResult);
        _processing.RemoveAll(task => task.IsCompleted);

        while (_processing.Count > settings.EffectiveNewBatchThreshold && !lifetime.Stopping.IsCancellationRequested)
        {
            await Task.WhenAny([.. _processing, stopping.Task]);
            _processing.RemoveAll(task => task.IsCompleted);
        }
    }

    // Returns whether it was told to look now.
    private async Task<bool> WaitAsync(TimeSpan time)
    {
        try
        {
            await Volatile.Read(ref _lookNow).Task.WaitAsync(time, timeProvider, lifetime.Stopping);
            Volatile.Write(ref _lookNow, NewSignal());
            return true;
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            return false;
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static partial class Log
    {
        [LoggerMessage(EventId = 10, Level = LogLevel.Information, Message = "'{Function}' listens to queue '{Queue}'.")]
        public static partial void Listening(ILogger logger, string function, string queue);

        [LoggerMessage(EventId = 11, Level = LogLevel.Debug, Message = "'{Function}' waits for queue '{Queue}' to be created.")]
        public static partial void NoQueue(ILogger logger, string function, string queue);

        [LoggerMessage(EventId = 12, Level = LogLevel.Error, Message = "'{Function}' could not look at queue '{Queue}'; trying again.")]
        public static partial void NotReceived(ILogger logger, string function, string queue, Exception exception);
    }
}
