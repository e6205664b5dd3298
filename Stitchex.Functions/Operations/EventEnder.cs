using System.Globalization;
using Microsoft.Extensions.Logging;
using Stitchex.Functions.Events;
using Stitchex.Functions.Protocol;
using Stitchex.Functions.Storage;

namespace Stitchex.Functions.Operations;

/// <summary>
/// Resolves events for operators, and ends the retries of events. What is retried is ended by the processor, which alone knows that no
/// attempt is under way: at once where the message that is sent here reaches it, and otherwise at the next attempt's time.
/// </summary>
internal sealed partial class EventEnder(EventStorage storage, StorageClock clock, ILogger<EventEnder> logger)
{
    /// <summary>Notes in an event's row that an operator resolved it, or ended its retries.</summary>
    /// <param name="row">The row as it was read.</param>
    /// <param name="what"><see cref="OperatorAction.Resolved"/> or <see cref="OperatorAction.DeadLettered"/>.</param>
    /// <param name="by">Who did it; null where that is not known.</param>
    /// <param name="note">Why.</param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    /// <returns>When it was noted; or why it was not.</returns>
    public async Task<(DateTimeOffset At, string? Conflict)> EndAsync(
        EventRow row, string what, string? by, string note, CancellationToken cancellationToken)
    {
        var action = new OperatorAction(clock.UtcNow, what, by, note);
        while (true)
        {
            if (ConflictOf(row, what) is { } conflict)
            {
                return (default, conflict);
            }

            // After it was opened by any instance's clock: what is older does not end it.
            action = action with { At = row.OpenedAt > action.At ? row.OpenedAt : action.At };
            if (await storage.Store.EndAsync(row, action, cancellationToken))
            {
                break;
            }

            if (await storage.Store.ReadRowAsync(row.Id, cancellationToken) is not { } changed)
            {
                return (default, "The event was removed in this very moment.");
            }

            row = changed;
        }

        if (row.State == EventState.Retrying)
        {
            await storage.Queue.SendAsync(EventMessage.Current(row), TimeSpan.Zero, cancellationToken);
        }

        Log.Ended(logger, row.Id, what, by);
        return (action.At, null);
    }

    private static string? ConflictOf(EventRow row, string what) => row switch
    {
        { IsResolved: true } => Done(row, OperatorAction.Resolved, row.ResolvedAt!.Value),
        { State: EventState.Retrying, StartedAt: not null } =>
            "The event is being tried in this very moment. Try again when that attempt has ended.",
        { State: EventState.DeadLettered } when what == OperatorAction.Resolved => null,
        { State: EventState.Retrying, RetriesEndedAt: { } at } when what == OperatorAction.DeadLettered && at >= row.OpenedAt =>
            Done(row, OperatorAction.DeadLettered, at),
        { State: EventState.Retrying } => null,
        _ when what == OperatorAction.Resolved => $"The event is {row.State}; only one that is DeadLettered or Retrying can be resolved.",
        _ => $"The event is {row.State}; only one that is Retrying can be dead-lettered.",
    };

    private static string Done(EventRow row, string what, DateTimeOffset at)
    {
        var action = row.Actions.Entries.LastOrDefault(action => action.What == what);
        var by = action?.By is { } who ? $" by {who}" : "";
        var note = action?.Note ?? (what == OperatorAction.Resolved ? row.ResolvedNote : null);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"The event was {what.ToLowerInvariant()}{by} at {at.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC{(note is null ? "." : $": {note}")}");
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 440, EventName = "Resolved", Level = LogLevel.Information, Message = "{Id}: {What} by {Operator}.")]
        public static partial void Ended(ILogger logger, StitchexEventId id, string what, string? @operator);
    }
}
