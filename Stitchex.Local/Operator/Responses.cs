namespace Stitchex.Local.Operator;

// What a deployment responds, as far as it is read here. A deployment may be of another version than this program: members that it adds are
// ignored, and states, outcomes and kinds are text, because it may have more of them.

/// <summary>An event in a list.</summary>
internal record EventLine
{
    public string Id { get; init; } = "";

    public string? Name { get; init; }

    public string Resource { get; init; } = "";

    public string? RecordId { get; init; }

    public IReadOnlyList<NumberView> Numbers { get; init; } = [];

    public string? State { get; init; }

    public string? Outcome { get; init; }

    public DateTimeOffset ReceivedAt { get; init; }

    public DateTimeOffset? LastAttemptAt { get; init; }

    public DateTimeOffset? NextAttemptAt { get; init; }

    public int Attempts { get; init; }

    public string? Error { get; init; }

    public DateTimeOffset? ResolvedAt { get; init; }

    public DateTimeOffset? RetriesEndedAt { get; init; }
}

/// <summary>One event, with what happened to it, oldest first.</summary>
internal sealed record EventView : EventLine
{
    public IReadOnlyList<EventMoment> Timeline { get; init; } = [];

    public IReadOnlyList<HandlerView> Handlers { get; init; } = [];

    public EventContent? Body { get; init; }

    public string? BodyNote { get; init; }
}

internal sealed record EventMoment(DateTimeOffset At, string? Kind, int? Status, string? Detail, long? Milliseconds, long? ApiMilliseconds);

/// <summary>What became of an event at a handler, or a destination, when it was called last.</summary>
internal sealed record HandlerView(string Name, string? State, DateTimeOffset? At, long? Milliseconds, string? Error);

/// <summary>An event's body: JSON over several lines, and how many bytes were sent.</summary>
internal sealed record EventContent(string Text, long Length, bool IsTruncated);

/// <summary>A page of events, newest first. There may be none though there is a next page.</summary>
internal sealed record EventPage(IReadOnlyList<EventLine> Events, string? NextPageToken);

/// <summary>A number that people know a record by, and the record's member that has it.</summary>
internal sealed record NumberView(string Name, string Value);

internal sealed record FoundRecordView(string Resource, string RecordId, string FoundBy, IReadOnlyList<NumberView> Numbers, bool IsDeleted);

internal sealed record SearchView(
    string Query, IReadOnlyList<FoundRecordView> Records, IReadOnlyList<EventLine> Events, bool HasMore, IReadOnlyList<string> LookedIn);

/// <summary>What was delivered last of a record; null when nothing was ever tried.</summary>
internal sealed record RecordView(DeliveredView? Record);

internal sealed record DeliveredView(DateTimeOffset? Version, bool IsTombstone);

/// <summary>The event that redelivers a record.</summary>
internal sealed record EventReference(string EventId);

internal sealed record JobView(
    string Id, string Status, int Matched, string? Error, BackfillView? Backfill, ReconcileView? Reconcile, ErasureView? Erasure)
{
    public bool HasEnded => Status is "Completed" or "Cancelled" or "Failed";
}

/// <summary>How far the lists were read. The minutes are those left; of a dry run, those that the backfill would need.</summary>
internal sealed record BackfillView(IReadOnlyList<BackfillListView> Lists, double? EstimatedMinutes);

internal sealed record BackfillListView(string Resource, string State, int Listed, int Matched, string? Note);

/// <summary>What a reconciliation found. Those undecided could not be fetched; those stored are in its list, and can be delivered.</summary>
internal sealed record ReconcileView(string Stage, int Missing, int Older, int Ahead, int Gone, int Undecided, int Stored);

internal sealed record FindingPage(IReadOnlyList<FindingView> Findings, string? NextPageToken);

internal sealed record FindingView(string Kind, string Resource, string RecordId, DateTimeOffset? VersionHere, DateTimeOffset? VersionThere);

/// <summary>How many events, numbers, archived records and quarantined items were erased, or would be.</summary>
internal sealed record ErasureView(int Events, int Numbers, int Archived, int Quarantined);

/// <summary>What became of the first events of a job: of how many, of how many that the job has worked on.</summary>
internal sealed record JobOutcomeView(int Of, int Done, IReadOnlyList<JobOutcomeGroupView> Groups);

internal sealed record JobOutcomeGroupView(string Ending, string? Outcome, int Count);

internal sealed record DestinationPage(IReadOnlyList<DestinationView> Destinations);

/// <summary>A destination. How many events wait for it is null where nobody looked.</summary>
internal sealed record DestinationView(
    string Name,
    string Type,
    string Host,
    string Status,
    int? Waiting,
    bool MayMoreWait,
    DateTimeOffset? LastSuccessAt,
    int? LastSuccessMilliseconds,
    DateTimeOffset? LastErrorAt,
    string? LastError,
    DestinationStopView? Stop);

internal sealed record DestinationStopView(string Reason, DateTimeOffset Since, string? By);

/// <summary>Why a deployment rejected something.</summary>
internal sealed record OperatorProblem(string? Title, string? Detail);
