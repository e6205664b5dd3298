using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Microsoft.Extensions.Logging;

namespace Stitchex.Local.Hosting.Queues;

/// <summary>Keeps a message invisible while it is being processed.</summary>
internal sealed partial class MessageLease
{
    private static readonly TimeSpan ShortestRetryInterval = TimeSpan.FromMinutes(1);

    private readonly QueueClient _queue;
    private readonly QueueMessage _message;
    private readonly TimeSpan _length;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _ending;
    private readonly Task _renewing;
    private string _popReceipt;

    /// <summary>Starts to renew the lease that came with a message.</summary>
    public MessageLease(
        QueueClient queue,
        QueueMessage message,
        TimeSpan length,
        TimeProvider timeProvider,
        ILogger logger,
        CancellationToken killed)
    {
        _queue = queue;
        _message = message;
        _length = length;
        _timeProvider = timeProvider;
        _logger = logger;
        _ending = CancellationTokenSource.CreateLinkedTokenSource(killed);
        _popReceipt = message.PopReceipt;
        _renewing = RenewAsync();
    }

    /// <summary>Renews no more, and gives what proves to storage that the message is ours; each renewal changed it.</summary>
    public async Task<string> EndAsync()
    {
        await _ending.CancelAsync();
        await _renewing;
        _ending.Dispose();
        return _popReceipt;
    }

    private async Task RenewAsync()
    {
        var interval = _length / 2;

        try
        {
            while (true)
            {
                await Task.Delay(interval, _timeProvider, _ending.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                if (_ending.IsCancellationRequested)
                {
                    return;
                }

                interval = await TryRenewAsync(interval);
            }
        }
        catch (RequestFailedException exception) when (QueueErrors.IsMessageLost(exception))
        {
            Log.Lost(_logger, _message.MessageId, _queue.Name);
        }
    }

    private async Task<TimeSpan> TryRenewAsync(TimeSpan interval)
    {
        try
        {
            // Not cancelled: a renewal that took effect unnoticed would leave us with a receipt that is worth nothing.
            var renewed = await _queue.UpdateMessageAsync(
                _message.MessageId, _popReceipt, visibilityTimeout: _length, cancellationToken: CancellationToken.None);

            _popReceipt = renewed.Value.PopReceipt;
            Log.Renewed(_logger, _message.MessageId, _queue.Name, _length);
            return _length / 2;
        }
        catch (Exception exception) when (exception is not RequestFailedException failed || !QueueErrors.IsMessageLost(failed))
        {
            Log.NotRenewed(_logger, _message.MessageId, _queue.Name, exception);
            var sooner = interval / 2;
            return sooner > ShortestRetryInterval ? sooner : ShortestRetryInterval;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 19,
            Level = LogLevel.Debug,
            Message = "Message {MessageId} of queue '{Queue}' is leased for another {Length}.")]
        public static partial void Renewed(ILogger logger, string messageId, string queue, TimeSpan length);

        [LoggerMessage(
            EventId = 13,
            Level = LogLevel.Warning,
            Message = "Message {MessageId} of queue '{Queue}' was taken by another while it was being processed.")]
        public static partial void Lost(ILogger logger, string messageId, string queue);

        [LoggerMessage(
            EventId = 14,
            Level = LogLevel.Warning,
            Message = "The lease of message {MessageId} of queue '{Queue}' could not be renewed; trying again.")]
        public static partial void NotRenewed(ILogger logger, string messageId, string queue, Exception exception);
    }
}
