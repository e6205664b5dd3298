using System.Text;
using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Microsoft.Extensions.Logging;
using Stitchex.Local.Hosting.Invocation;

namespace Stitchex.Local.Hosting.Queues;

/// <summary>Has one message processed, and then deletes it, gives it back, or moves it to the poison queue.</summary>
/// <param name="function">The function to call.</param>
/// <param name="queue">The queue, of which messages are read as they are.</param>
/// <param name="poison">Where messages go that cannot be processed; a poison queue has none of its own.</param>
/// <param name="settings">The queue settings in host.json.</param>
/// <param name="lease">For how long a message is invisible, unless renewed.</param>
/// <param name="invoker">Calls the function.</param>
/// <param name="lifetime">When to let go.</param>
/// <param name="timeProvider">The clock of renewals.</param>
/// <param name="logger">The log.</param>
internal sealed partial class QueueMessageProcessor(
    FunctionDescriptor function,
    QueueClient queue,
    QueueClient? poison,
    QueueSettings settings,
    TimeSpan lease,
    FunctionInvoker invoker,
    HostLifetime lifetime,
    TimeProvider timeProvider,
    ILogger logger)
{
    /// <summary>Processes a message that was just received. It never throws: a message that is let go of comes back.</summary>
    public async Task ProcessAsync(QueueMessage message)
    {
        try
        {
            if (message.DequeueCount > settings.MaxDequeueCount)
            {
                // Its last attempt ended with the process.
                await MoveToPoisonAsync(message, message.PopReceipt);
            }
            else if (Decode(message.Body) is { } text)
            {
                await InvokeAsync(message, text);
            }
            else
            {
                Log.NotDecoded(logger, message.MessageId, queue.Name, settings.MessageEncoding);
                await MoveToPoisonAsync(message, message.PopReceipt);
            }
        }
        catch (RequestFailedException exception) when (QueueErrors.IsMessageLost(exception))
        {
            Log.Lost(logger, message.MessageId, queue.Name);
        }
        catch (OperationCanceledException) when (lifetime.Killed.IsCancellationRequested)
        {
        }
        catch (Exception exception)
        {
            Log.NotCompleted(logger, message.MessageId, queue.Name, lease, exception);
        }
    }

    private async Task InvokeAsync(QueueMessage message, string text)
    {
        var held = new MessageLease(queue, message, lease, timeProvider, logger, lifetime.Killed);
        var result = await invoker.InvokeAsync(
            function,
            FunctionInput.Of($"message {message.MessageId} of queue '{queue.Name}', taken {message.DequeueCount} times", text));
        var receipt = await held.EndAsync();

        if (result.Succeeded)
        {
            await queue.DeleteMessageAsync(message.MessageId, receipt, lifetime.Killed);
        }
        else if (message.DequeueCount >= settings.MaxDequeueCount)
        {
            await MoveToPoisonAsync(message, receipt);
        }
        else if (poison is not null)
        {
            await queue.UpdateMessageAsync(
                message.MessageId, receipt, visibilityTimeout: settings.VisibilityTimeout, cancellationToken: lifetime.Killed);
            Log.GivenBack(logger, message.MessageId, queue.Name, settings.VisibilityTimeout);
        }

        // Without a poison queue a message that failed stays invisible until its lease ends: it would come back at once, over and over.
    }

    private async Task MoveToPoisonAsync(QueueMessage message, string receipt)
    {
        if (poison is null)
        {
            // Such a message is not processed any more and comes back until it expires.
            return;
        }

        Log.Poison(logger, message.MessageId, queue.Name, message.DequeueCount, poison.Name);

        try
        {
            await poison.SendMessageAsync(message.Body, cancellationToken: lifetime.Killed);
        }
        catch (RequestFailedException exception) when (exception.ErrorCode == QueueErrorCode.QueueNotFound)
        {
            await poison.CreateIfNotExistsAsync(cancellationToken: lifetime.Killed);
            await poison.SendMessageAsync(message.Body, cancellationToken: lifetime.Killed);
        }

        await queue.DeleteMessageAsync(message.MessageId, receipt, lifetime.Killed);
    }

    private string? Decode(BinaryData body)
    {
        if (settings.MessageEncoding == MessageEncoding.None)
        {
            return body.ToString();
        }

        try
        {
            return Encoding.UTF8.GetString(Convert.FromBase64String(body.ToString()));
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 20,
            Level = LogLevel.Debug,
            Message = "Message {MessageId} of queue '{Queue}' comes back in {VisibilityTimeout}.")]
        public static partial void GivenBack(ILogger logger, string messageId, string queue, TimeSpan visibilityTimeout);

        [LoggerMessage(
            EventId = 15,
            Level = LogLevel.Warning,
            Message = "Message {MessageId} of queue '{Queue}' was taken {DequeueCount} times; moving it to '{PoisonQueue}'.")]
        public static partial void Poison(ILogger logger, string messageId, string queue, long dequeueCount, string poisonQueue);

        [LoggerMessage(
            EventId = 16,
            Level = LogLevel.Warning,
            Message = "Message {MessageId} of queue '{Queue}' is not encoded as {Encoding}, which messageEncoding in host.json says.")]
        public static partial void NotDecoded(ILogger logger, string messageId, string queue, MessageEncoding encoding);

        [LoggerMessage(
            EventId = 17,
            Level = LogLevel.Debug,
            Message = "Message {MessageId} of queue '{Queue}' is somebody else's now, or gone.")]
        public static partial void Lost(ILogger logger, string messageId, string queue);

        [LoggerMessage(
            EventId = 18,
            Level = LogLevel.Error,
            Message = "Message {MessageId} of queue '{Queue}' was processed, but storage could not be told; it comes back within {Lease}.")]
        public static partial void NotCompleted(ILogger logger, string messageId, string queue, TimeSpan lease, Exception exception);
    }
}
