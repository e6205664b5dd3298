using System.Text;
using Azure.Storage.Queues;
using Stitchex.Functions.Events;
using Stitchex.Functions.Protocol;

namespace Stitchex.Functions.Storage;

/// <summary>
/// A queue: <c>stitchex-events</c>, or one beside it. Its messages are Base64, as the host expects them; the client's own decoding would fail for all that it
/// reads with one that is not.
/// </summary>
internal sealed class EventQueue(QueueClient queue)
{
    // By default a message disappears after seven days, and with it an event that waited for a long outage to end.
    private static readonly TimeSpan Never = TimeSpan.FromSeconds(-1);

    private static readonly TimeSpan TakenFor = TimeSpan.FromMinutes(1);

    /// <summary>Puts a message into the queue.</summary>
    /// <param name="message">The message.</param>
    /// <param name="delay">How long it stays hidden.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    public Task SendAsync(EventMessage message, TimeSpan delay, CancellationToken cancellationToken) => SendAsync(message.ToString(), delay, cancellationToken);

    /// <summary>Puts a text into the queue that may not be a message of ours, just as it is.</summary>
    /// <param name="text">The text.</param>
    /// <param name="delay">How long it stays hidden.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    public Task SendAsync(string text, TimeSpan delay, CancellationToken cancellationToken)
    {
        var hiddenFor = TimeSpan.FromSeconds(Math.Ceiling(Math.Clamp(delay.TotalSeconds, 0, RetrySchedule.MaxDelay.TotalSeconds)));
        return queue.SendMessageAsync(Convert.ToBase64String(Encoding.UTF8.GetBytes(text)), hiddenFor, Never, cancellationToken);
    }

    /// <summary>Whether few messages wait to be taken now; those that are hidden do not count.</summary>
    public async Task<bool> HasCaughtUpAsync(CancellationToken cancellationToken) =>
        (await queue.PeekMessagesAsync(queue.MaxPeekableMessages, cancellationToken)).Value.Length < queue.MaxPeekableMessages;

    /// <summary>The events whose messages stand first in the queue and are not hidden.</summary>
    public async Task<IReadOnlyList<StitchexEventId>> PeekAsync(CancellationToken cancellationToken)
    {
        var messages = (await queue.PeekMessagesAsync(queue.MaxPeekableMessages, cancellationToken)).Value;
        return [.. messages.Select(message => Decode(message.MessageText) is { } text && EventMessage.TryParse(text, out _, out var id) ? id : null).OfType<StitchexEventId>()];
    }

    /// <summary>
    /// Removes what is not Base64, among the first messages: the host calls no function for it. Where there is none, no message is touched.
    /// </summary>
    /// <param name="keep">Keeps the text of one; it is removed after that.</param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    public async Task RemoveUndecodableAsync(Func<string, Task> keep, CancellationToken cancellationToken)
    {
        if (Array.TrueForAll((await queue.PeekMessagesAsync(queue.MaxPeekableMessages, cancellationToken)).Value, message => Decode(message.MessageText) is not null))
        {
            return;
        }

        foreach (var message in (await queue.ReceiveMessagesAsync(queue.MaxPeekableMessages, TakenFor, cancellationToken)).Value)
        {
            if (Decode(message.MessageText) is null)
            {
                await keep(message.MessageText);
                await queue.DeleteMessageAsync(message.MessageId, message.PopReceipt, cancellationToken);
            }
            else
            {
                await queue.UpdateMessageAsync(message.MessageId, message.PopReceipt, visibilityTimeout: TimeSpan.Zero, cancellationToken: cancellationToken);
            }
        }
    }

    /// <summary>How many messages there are, about; those that are hidden count.</summary>
    public async Task<int> LengthAsync(CancellationToken cancellationToken) => (await queue.GetPropertiesAsync(cancellationToken)).Value.ApproximateMessagesCount;

    private static string? Decode(string text)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length) ? Encoding.UTF8.GetString(bytes, 0, length) : null;
    }
}
