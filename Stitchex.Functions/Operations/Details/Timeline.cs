using Stitchex.Functions.Events;
using Stitchex.Functions.Protocol;

namespace Stitchex.Functions.Operations.Details;

/// <summary>What happened to an event, as its row tells it.</summary>
internal static class Timeline
{
    /// <summary>Tells what happened, and what the event waits for, oldest first.</summary>
    public static IReadOnlyList<TimelineEntry> From(EventRow row, RecordRow record) => [.. Entries(row, record).OrderBy(entry => entry.At)];

    private static IEnumerable<TimelineEntry> Entries(EventRow row, RecordRow record)
    {
        var who = row.Actions.Entries is [{ By: { } by }, ..] ? by : "An operator";
        var received = row.IsRedelivery
            ? $"{who} had the record redelivered to {row.OnlyHandler ?? "all handlers"}."
            : $"Received as {row.Name}.";
        yield return new TimelineEntry(row.ReceivedAt, TimelineKind.Received, Status: null, received);
        if (row.OpenedAt > row.ReceivedAt)
        {
            var reopened = row.OpenedBy switch
            {
                EventOpening.Webhook => "Reopened, because Stitchex sent it again.",
                EventOpening.Replay => "Reopened by a replay.",
                EventOpening.Message => "Reopened by a message whose row was not written.",
                _ => "Reopened by a replay, or because Stitchex sent it again.",
            };
            yield return new TimelineEntry(row.OpenedAt, TimelineKind.Received, Status: null, reopened);
        }

        AttemptEntry? before = null;
        foreach (var attempt in row.Attempts.Entries)
        {
            // What was done, and tried again without being opened, was looked at once more.
            var isSecondLook = before is not null && before.At >= row.OpenedAt && before.Result != nameof(EventState.Retrying);
            var detail = attempt.Error ?? (isSecondLook ? "the API was asked once more, in case it was a moment behind." : null);
            yield return new TimelineEntry(
                attempt.At,
                TimelineKind.Attempt,
                attempt.Status,
                detail is null ? attempt.Result : $"{attempt.Result}: {detail}",
                attempt.Milliseconds,
                attempt.ApiMilliseconds);
            before = attempt;
        }

        if (row.IsFinal)
        {
            var end = row.Attempts.Entries is [.., var last] && last.At > row.OpenedAt ? last.At : row.OpenedAt;
            yield return new TimelineEntry(end, TimelineKind.Outcome, Status: null, row.Error is null ? $"{row.Outcome}" : $"{row.Outcome}: {row.Error}");
        }
        else if (row.NextAttemptAt is { } next)
        {
            var what = row.State == EventState.Confirming
                ? "The API is asked once more, in case it was a moment behind."
                : "The event is tried again.";
            yield return new TimelineEntry(next, TimelineKind.Waiting, Status: null, what);
        }

        if (!row.IsFinal && record is { LeaseOwner: not null, LeaseExpiresAt: { } until })
        {
            var holder = row.StartedAt is null ? "an attempt at another of its events" : "the attempt that is under way";
            yield return new TimelineEntry(
                until, TimelineKind.Waiting, Status: null, $"Until then the record is reserved for {holder}. Should its process have been killed, this event is tried after that.");
        }

        foreach (var action in row.Actions.Entries.Where(action => action.What != OperatorAction.Redelivered))
        {
            var kind = action.What == OperatorAction.Resolved ? TimelineKind.Resolved : TimelineKind.Operator;
            yield return new TimelineEntry(action.At, kind, Status: null, Describe(action, kind));
        }

        // Resolved by an earlier version of the app.
        if (row.ResolvedAt is { } resolved && !row.Actions.Entries.Any(action => action.What == OperatorAction.Resolved))
        {
            yield return new TimelineEntry(resolved, TimelineKind.Resolved, Status: null, row.ResolvedNote);
        }
    }

    private static string Describe(OperatorAction action, TimelineKind kind)
    {
        var by = action.By is null ? "" : $"by {action.By}";
        var what = kind == TimelineKind.Resolved ? by : $"{action.What} {by}".TrimEnd();
        return (what, action.Note) switch
        {
            (_, null) => what,
            ("", var note) => note,
            var (_, note) => $"{what}: {note}",
        };
    }
}
