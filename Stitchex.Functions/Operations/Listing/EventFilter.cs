using Stitchex.Functions.Events;
using Stitchex.Functions.Protocol;
using Stitchex.Functions.Storage;

namespace Stitchex.Functions.Operations.Listing;

/// <summary>Which events are looked for.</summary>
internal sealed record EventFilter
{
    /// <summary>The time before all events, and one that a key can be made of.</summary>
    public static readonly DateTimeOffset Always = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>
    /// Gets the partition of the index that leads to all of them: those that are watched, and those that were dead-lettered, have one of
    /// their own.
    /// </summary>
    public IndexPartition Partition =>
        IsWatched ? IndexPartition.Open : State == EventState.DeadLettered ? IndexPartition.DeadLettered : IndexPartition.Day;

    /// <summary>Gets a value indicating whether there may be events in the span that are not looked for.</summary>
    public bool IsSelective => (Resource ?? RecordId ?? Action ?? Error ?? Handler) is not null || State is not null || Outcome is not null;

    /// <summary>
    /// Gets a value indicating whether only events are looked for that were opened again, or were not done some minutes after they came: as
    /// long as they are not, and for some minutes more.
    /// </summary>
    public bool IsWatched { get; init; }

    /// <summary>Gets when the first of them was received.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>Gets when the last of them was received.</summary>
    public required DateTimeOffset Until { get; init; }

    /// <summary>Gets the resource; null for all.</summary>
    public string? Resource { get; init; }

    /// <summary>Gets the record's id; null for all.</summary>
    public string? RecordId { get; init; }

    /// <summary>Gets the action; null for all.</summary>
    public string? Action { get; init; }

    /// <summary>Gets the state; null for all.</summary>
    public EventState? State { get; init; }

    /// <summary>Gets the outcome; null for all.</summary>
    public EventOutcome? Outcome { get; init; }

    /// <summary>Gets whether a person resolved them; null for both.</summary>
    public bool? IsResolved { get; init; }

    /// <summary>Gets what their last error says, in any case; null for all.</summary>
    public string? Error { get; init; }

    /// <summary>Gets the handler that failed at one of their attempts, or to which they redeliver the record; null for all.</summary>
    public string? Handler { get; init; }

    /// <summary>All events that were dead-lettered, whenever that was.</summary>
    public static EventFilter AllDeadLettered(DateTimeOffset now) =>
        new() { From = Always, Until = now.AddDays(1), State = EventState.DeadLettered };

    /// <summary>Whether an index entry may lead to one of them.</summary>
    public bool Matches(IndexEntry indexEntry) =>
        (Resource is null || Resource == indexEntry.Resource)
        && (RecordId is null || RecordId == indexEntry.RecordId)
        && (Action is null || Action == indexEntry.Action);

    /// <summary>Gets a value indicating whether an event is taken once, however many days it came on: on the last one.</summary>
    public bool TakesEachOnce { get; init; }

    /// <summary>Whether an event came in the span, as far as its row tells.</summary>
    public bool Spans(EventRow row) => IsInSpan(row.ReceivedAt) || IsInSpan(row.LastCameAt);

    /// <summary>Whether an event is one of them, if it came in the span.</summary>
    public bool Matches(EventRow row) =>
        (Action is null || Action == row.Action)
        && (State is null || State == row.State)
        && (Outcome is null || Outcome == row.Outcome)
        && (IsResolved is null || IsResolved != row.RequiresAttention)
        && (Error is null || row.Error?.Contains(Error, StringComparison.OrdinalIgnoreCase) == true)
        && (Handler is null || Concerns(row, Handler));

    // An error begins with the name of the handler that failed, and several are separated.
    private static bool Concerns(EventRow row, string handler) =>
        IsName(row.RedeliverTo, handler)
        || row.Attempts.Entries.Select(attempt => attempt.Error).Append(row.Error)
            .Any(error => error?.Split(DispatchFailure.Separator).Any(part => IsName(part.Split(' ')[0], handler)) == true);

    private static bool IsName(string? name, string handler) =>
        $".{name}".EndsWith($".{handler}", StringComparison.OrdinalIgnoreCase);

    private bool IsInSpan(DateTimeOffset time) => time >= From && time <= Until;
}
