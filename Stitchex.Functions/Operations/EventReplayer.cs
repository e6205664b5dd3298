using System.Text;
using Microsoft.Extensions.Logging;
using Stitchex.Functions.Events;
using Stitchex.Functions.Protocol;
using Stitchex.Functions.Storage;

namespace Stitchex.Functions.Operations;

/// <summary>Has events tried again. A replay is one message: it changes no row, so a crash leaves the event as it was, or replayed.</summary>
internal sealed partial class EventReplayer(EventStorage storage, StorageClock clock, ILogger<EventReplayer> logger)
{
    /// <summary>Replays one event, whatever its state.</summary>
    /// <returns>False when there is no such event, or nobody knows where it stands.</returns>
    public async Task<bool> ReplayAsync(StitchexEventId id, CancellationToken cancellationToken) =>
        await storage.Store.ReadRowAsync(id, cancellationToken) is { } row && await ReplayAsync(row, cancellationToken);

    /// <summary>Replays an event whose row was read.</summary>
    /// <returns>False when this version of the app cannot read the row.</returns>
    public async Task<bool> ReplayAsync(EventRow row, CancellationToken cancellationToken)
    {
        if (row.State == EventState.Unreadable)
        {
            return false;
        }

        var message = EventMessage.Current(row) with { Reopen = true, AskedAt = clock.UtcNow };
        await storage.Queue.SendAsync(message, TimeSpan.Zero, cancellationToken);
        Log.Replayed(logger, row.Id);
        return true;
    }

    /// <summary>Replays a message that could not be read; for one that a later version of the app can read.</summary>
    /// <returns>False when there is no such message.</returns>
    public async Task<bool> ReplayQuarantinedMessageAsync(string rowKey, CancellationToken cancellationToken)
    {
        if (await storage.Index.ReadQuarantinedAsync(rowKey, cancellationToken) is not { Kind: QuarantinedItem.MessageKind } message)
        {
            return false;
        }

        await storage.Queue.SendAsync(Encoding.UTF8.GetString(message.Content.Span), TimeSpan.Zero, cancellationToken);
        return true;
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 430, EventName = "Replayed", Level = LogLevel.Information, Message = "{Id} is replayed.")]
        public static partial void Replayed(ILogger logger, StitchexEventId id);
    }
}
