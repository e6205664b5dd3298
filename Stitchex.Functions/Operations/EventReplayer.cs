using System.Text;
using Microsoft.Extensions.Logging;
using Stitchex.Functions.Events;
using EventId = Stitchex.Functions.Events.EventId;

namespace Stitchex.Functions.Operations;

/// <summary>Has events tried again. A replay is one message: it changes no row, so a crash leaves the event as it was, or replayed.</summary>
internal sealed partial class EventReplayer(EventStorage storage, StorageClock clock, ILogger<EventReplayer> logger)
{
    /// <summary>Replays one event, whatever its state.</summary>
    /// <returns>False when there is no such event.</returns>
    public async Task<bool> ReplayAsync(EventId id, CancellationToken cancellationToken)
    {
        if (await storage.Store.ReadRowAsync(id, cancellationToken) is not { } row)
        {
            return false;
        }

        await SendAsync(row, cancellationToken);
        return true;
    }

    /// <summary>Replays the dead events of a page, newest first. Stale pointers are removed on the way.</summary>
    /// <param name="request">Which of them.</param>
    /// <param name="cancellationToken">Ends it early: what was replayed until then is not told.</param>
    public async Task<ReplayPage> ReplayDeadAsync(ReplayRequest request, CancellationToken cancellationToken)
    {
        var (replayed, position) = (0, request.Position);
        var seen = 0;
        await foreach (var entry in storage.Log.ReadAsync(LogPartition.Dead, request.Position, cancellationToken).Take(request.PageSize).WithCancellation(cancellationToken))
        {
            seen++;
            position = entry.Pointer.RowKey;
            if (request.Resource is not null && request.Resource != entry.Pointer.Resource)
            {
                continue;
            }

            var row = await storage.Store.ReadRowAsync(entry.Pointer.Id, cancellationToken);
            if (row is null || row.State != EventState.Dead)
            {
                await RemoveStaleAsync(entry, cancellationToken);
            }
            else if (row.NeedsAPerson && (request.Outcome is null || request.Outcome == row.Outcome))
            {
                replayed++;
                if (!request.IsDryRun)
                {
                    await SendAsync(row, cancellationToken);
                }
            }
        }

        return new ReplayPage(replayed, seen < request.PageSize ? null : position);
    }

    /// <summary>Has a message tried again that could not be read; for one that a later version of the app can read.</summary>
    /// <returns>False when there is no such message.</returns>
    public async Task<bool> ReplayRefusedMessageAsync(string rowKey, CancellationToken cancellationToken)
    {
        if (await storage.Log.ReadRefusedAsync(rowKey, cancellationToken) is not { Kind: RefusedItem.MessageKind } message)
        {
            return false;
        }

        await storage.Queue.SendAsync(Encoding.UTF8.GetString(message.Content.Span), TimeSpan.Zero, cancellationToken);
        return true;
    }

    // A pointer is written before its row tells of the death, so one that was just written is not stale.
    private Task RemoveStaleAsync(LogEntry entry, CancellationToken cancellationToken) =>
        clock.UtcNow - entry.WrittenAt > TimeSpan.FromMinutes(15) ? storage.Log.RemoveAsync(entry, cancellationToken) : Task.CompletedTask;

    private async Task SendAsync(EventRow row, CancellationToken cancellationToken)
    {
        var message = new EventMessage { Id = row.Id.ToString(), Resource = row.Resource, RecordId = row.RecordId, Turn = row.Turn, Again = true };
        await storage.Queue.SendAsync(message, TimeSpan.Zero, cancellationToken);
        Log.Replayed(logger, row.Id);
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 430, EventName = "Replayed", Level = LogLevel.Information, Message = "{Id} is replayed.")]
        public static partial void Replayed(ILogger logger, EventId id);
    }
}
