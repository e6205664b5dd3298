using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Stitchex.Functions.Configuration;
using Stitchex.Functions.Events;
using Stitchex.Functions.Receiving;
using Stitchex.Functions.Storage;

namespace Stitchex.Functions.Operations.Quarantine;

/// <summary>Has quarantined items read again as the app reads them today, and removes them.</summary>
internal sealed partial class QuarantineReplayer(
    EventStorage storage, WebhookReceiver receiver, IOptions<ProcessingOptions> options, ILogger<QuarantineReplayer> logger)
{
    /// <summary>Reads a quarantined body with today's catalogue.</summary>
    /// <returns>The id of the event that it is; or why it is none.</returns>
    public async Task<(string? EventId, string? Error)> ReadAsync(QuarantinedRow row)
    {
        if (row.Content.Length < row.Length)
        {
            return (null, "Only its start was kept.");
        }

        var (received, rejection) = await receiver.ParseAsync(row.Content);
        return received is { Action: EventName.DeleteAction } && !options.Value.VerifyDeletes
            ? (null, "It is a deletion that may be older than its record, and Stitchex:Processing:VerifyDeletes is off. Redeliver the record.")
            : (received?.Id.ToString(), rejection?.Text);
    }

    /// <summary>
    /// Replays an item: a message is put into the queue again, and stays here, for it may not be readable now either; a body is received as
    /// an event, if it is one today, and then removed. A crash in between leaves it, and its event is received once.
    /// </summary>
    /// <returns>The id of its event, or an empty text for a message; null when there is no such item, or it is no event.</returns>
    public async Task<string?> ReplayAsync(string key, string? by, CancellationToken cancellationToken)
    {
        if (await storage.Index.ReadQuarantinedAsync(key, cancellationToken) is not { } row)
        {
            return null;
        }

        var eventId = "";
        if (row.Kind == QuarantinedItem.MessageKind)
        {
            await storage.Queue.SendAsync(Encoding.UTF8.GetString(row.Content.Span), TimeSpan.Zero, cancellationToken);
        }
        else if (await ReadAsync(row) is ({ }, _) && await receiver.ReceiveAgainAsync(row.Content, cancellationToken) is { } id)
        {
            eventId = id.ToString();
            await storage.Index.RemoveQuarantinedAsync(key, cancellationToken);
        }
        else
        {
            return null;
        }

        Log.Replayed(logger, key, by, eventId);
        return eventId;
    }

    /// <summary>Removes an item.</summary>
    /// <returns>Null when there is none of that key, and an empty text otherwise.</returns>
    public async Task<string?> RemoveAsync(string key, string? by, CancellationToken cancellationToken)
    {
        if (!await storage.Index.RemoveQuarantinedAsync(key, cancellationToken))
        {
            return null;
        }

        Log.Removed(logger, key, by);
        return "";
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 441,
            EventName = "QuarantinedItemRemoved",
            Level = LogLevel.Information,
            Message = "Quarantined item {Key} was removed by {Operator}.")]
        public static partial void Removed(ILogger logger, string key, string? @operator);

        [LoggerMessage(
            EventId = 447,
            EventName = "QuarantinedItemReplayed",
            Level = LogLevel.Information,
            Message = "Quarantined item {Key} was replayed by {Operator}: {Event}.")]
        public static partial void Replayed(ILogger logger, string key, string? @operator, string @event);
    }
}
