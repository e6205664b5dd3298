using Microsoft.Extensions.Logging;
using Stitchex.Functions.Events;
using Stitchex.Functions.Protocol;
using Stitchex.Functions.Storage;

namespace Stitchex.Functions.Operations;

/// <summary>Has events tried again. A replay is one message, which says who asked for it, and changes no row: a crash leaves the event as it was, or replayed.</summary>
internal sealed partial class EventReplayer(EventStorage storage, StorageClock clock, ILogger<EventReplayer> logger)
{
    /// <summary>Replays one event, whatever its state.</summary>
    /// <returns>False when there is no such event, or nobody knows its state.</returns>
    public async Task<bool> ReplayAsync(StitchexEventId id, CancellationToken cancellationToken) =>
        await storage.Store.ReadRowAsync(id, cancellationToken) is { } row && await ReplayAsync(row, cancellationToken);

    /// <summary>Replays an event whose row was read.</summary>
    /// <param name="row">The row.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <param name="by">Who asked for it; null where that is not known.</param>
    /// <returns>False when this version of the app cannot read the row.</returns>
    public async Task<bool> ReplayAsync(EventRow row, CancellationToken cancellationToken, string? by = null)
    {
        if (row.State == EventState.Unreadable)
        {
            return false;
        }

        var message = EventMessage.Current(row) with { Reopen = true, AskedAt = clock.UtcNow, AskedBy = by };
        await storage.Queue.SendAsync(message, TimeSpan.Zero, cancellationToken);
        Log.Replayed(logger, row.Id, by);
        return true;
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 430, EventName = "Replayed", Level = LogLevel.Information, Message = "{Id} is replayed by {Operator}.")]
        public static partial void Replayed(ILogger logger, StitchexEventId id, string? @operator);
    }
}
