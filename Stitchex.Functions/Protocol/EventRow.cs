using System.Text;
using Azure;
using Stitchex.Functions.Events;

namespace Stitchex.Functions.Protocol;

/// <summary>The truth about one event: its row in <c>StitchexEvents</c>. Only the processor changes it.</summary>
internal sealed record EventRow
{
    /// <summary>Stands in <see cref="RedeliverTo"/> for all handlers of the record.</summary>
    public const string AllHandlers = "*";

    /// <summary>The action of an event that an operator made, to have the record delivered again.</summary>
    public const string RedeliverAction = "redeliver";

    /// <summary>The action of an event that a backfill made, because a list showed what was not delivered.</summary>
    public const string BackfillAction = "backfill";

    /// <summary>The action of an event that a reconciliation made, because the record differs from what was delivered.</summary>
    public const string ReconcileAction = "reconcile";

    private const int HalfOfHash = 16;

    /// <summary>Gets the event's id, which is the row's key.</summary>
    public required StitchexEventId Id { get; init; }

    /// <summary>Gets the event's name as Stitchex sent it.</summary>
    public string Name { get; init; } = "";

    /// <summary>Gets the resource's name, in lower case.</summary>
    public string Resource { get; init; } = "";

    /// <summary>Gets the action's name, in lower case.</summary>
    public string Action { get; init; } = "";

    /// <summary>Gets the record's id as Stitchex sent it; null where the body carries none.</summary>
    public string? RecordId { get; init; }

    /// <summary>Gets the version of the record that the event's body carries.</summary>
    public DateTimeOffset? Version { get; init; }

    /// <summary>Gets the organisation that the event's body names.</summary>
    public string? OrganisationId { get; init; }

    /// <summary>
    /// Gets the numbers that people know the record by, of the body and of what was fetched: see <see cref="RecordNumbers"/>. They decide
    /// nothing.
    /// </summary>
    public string? Numbers { get; init; }

    /// <summary>Gets when it was first received.</summary>
    public DateTimeOffset ReceivedAt { get; init; }

    /// <summary>Gets when it was last opened: by receipt, by a repeat, or by a replay. Retries leave it.</summary>
    public DateTimeOffset OpenedAt { get; init; }

    /// <summary>
    /// Gets when it came again on the last day on which it did; the index lists it on each such day. Null where it never came on another day
    /// than its first, or has a version: then what comes again is no news.
    /// </summary>
    public DateTimeOffset? RepeatedAt { get; init; }

    /// <summary>
    /// Gets how many events the job that made it had made before, with earlier pages: where its page is repeated, it counts again. Null
    /// where it was made otherwise.
    /// </summary>
    public int? MadeAfter { get; init; }

    /// <summary>Gets its state.</summary>
    public EventState State { get; init; }

    /// <summary>Gets what became of it.</summary>
    public EventOutcome Outcome { get; init; }

    /// <summary>Gets the number of its current message; messages with an earlier sequence number are dropped.</summary>
    public int Sequence { get; init; }

    /// <summary>Gets how many attempts began since it was opened.</summary>
    public int Attempt { get; init; }

    /// <summary>Gets how many attempts in a row began and never ended.</summary>
    public int CrashCount { get; init; }

    /// <summary>Gets when the attempt began that is running, or was cut off; null when the last one ended.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>Gets when it will be tried again.</summary>
    public DateTimeOffset? NextAttemptAt { get; init; }

    /// <summary>Gets when it was to be tried, where the rate limit or the API has put that off; null where nothing has.</summary>
    public DateTimeOffset? DueSince { get; init; }

    /// <summary>Gets since when the API has not had the record; null when it was found since.</summary>
    public DateTimeOffset? NotFoundSince { get; init; }

    /// <summary>
    /// Gets since when the API has shown an older version than the event's, or a record that it deletes; null when it no longer does.
    /// </summary>
    public DateTimeOffset? StaleSince { get; init; }

    /// <summary>Gets since when the API has shown an older version than handlers have; null when it no longer does.</summary>
    public DateTimeOffset? OlderSince { get; init; }

    /// <summary>Gets since when the API's responses about the record have been of no use; null when one was since.</summary>
    public DateTimeOffset? UnusableSince { get; init; }

    /// <summary>Gets when a handler first failed, since the event was opened.</summary>
    public DateTimeOffset? FailingSince { get; init; }

    /// <summary>
    /// Gets the handler that an operator has the record redelivered to, or <see cref="AllHandlers"/>; null for an event that Stitchex sent.
    /// </summary>
    public string? RedeliverTo { get; init; }

    /// <summary>Gets when the record's row was told that all handlers are to get the record again; null when it was not.</summary>
    public DateTimeOffset? RedeliveryBeganAt { get; init; }

    /// <summary>Gets what went wrong last.</summary>
    public string? Error { get; init; }

    /// <summary>Gets the last attempts, oldest first.</summary>
    public AttemptHistory Attempts { get; init; } = AttemptHistory.Empty;

    /// <summary>
    /// Gets what opened it last; null where nothing has since it was received. It explains, and decides nothing, as the next three.
    /// </summary>
    public EventOpening? OpenedBy { get; init; }

    /// <summary>Gets how each handler ended when it was called last, as JSON: <see cref="HandlerResult.Parse"/>.</summary>
    public string? HandlerResults { get; init; }

    /// <summary>Gets the trace of the last attempt; null where nobody traced it.</summary>
    public string? TraceId { get; init; }

    /// <summary>
    /// Gets how long after the receiver began with the webhook this row was stored, in milliseconds, as its first message that was
    /// processed says; null where none was yet, or no webhook left it.
    /// </summary>
    public int? StoredAfterMilliseconds { get; init; }

    /// <summary>Gets what operators did with it, oldest first. The processor notes replays, and operators the rest.</summary>
    public ActionHistory Actions { get; init; } = ActionHistory.Empty;

    /// <summary>Gets when a person ended its retries. Operators write it, and nobody else does.</summary>
    public DateTimeOffset? RetriesEndedAt { get; init; }

    /// <summary>Gets when a person said that nothing more needs to be done. Operators write it, and nobody else does.</summary>
    public DateTimeOffset? ResolvedAt { get; init; }

    /// <summary>Gets what that person noted.</summary>
    public string? ResolvedNote { get; init; }

    /// <summary>Gets the row's version in storage.</summary>
    public ETag ETag { get; init; }

    /// <summary>What a message tells of an event whose row is missing, so that it can be processed all the same.</summary>
    public static EventRow From(StitchexEventId id, EventMessage message, DateTimeOffset now) => new()
    {
        Id = id,
        Name = $"{message.Resource}_{id.ActionKey}",
        Resource = message.Resource,
        Action = id.ActionKey,
        RecordId = message.RecordId,
        ReceivedAt = now,
        OpenedAt = now,
    };

    /// <summary>Gets when it came, on the last day on which it did.</summary>
    public DateTimeOffset LastCameAt => RepeatedAt ?? ReceivedAt;

    /// <summary>When it came again on the last day on which it did, after a message for it.</summary>
    public DateTimeOffset? RepeatedAfter(EventMessage message) =>
        Version is null && message is { Reopen: true, WriteIndexEntry: true, AskedAt: { } askedAt }
        && askedAt.UtcDateTime.Date > LastCameAt.UtcDateTime.Date
            ? askedAt
            : RepeatedAt;

    /// <summary>
    /// Gets how long after its receipt the attempt ended that completed it; null where none did, or it was opened again: then that would be
    /// how long somebody did nothing.
    /// </summary>
    public TimeSpan? DeliveredAfter =>
        State is EventState.Completed or EventState.Confirming && OpenedAt <= ReceivedAt
        && Attempts.Entries.FirstOrDefault(attempt => attempt.Result != nameof(EventState.Retrying)) is { } delivered
            ? delivered.At > ReceivedAt ? delivered.At - ReceivedAt : TimeSpan.Zero
            : null;

    /// <summary>Gets a value indicating whether nothing more will happen of itself.</summary>
    public bool IsFinal => State is EventState.Completed or EventState.DeadLettered;

    /// <summary>
    /// Gets a value indicating whether its record may have been fetched already, and may have changed since without a new version; or it may
    /// end without a fetch, because an operator ended its retries. So a webhook that comes again has the record fetched once more.
    /// </summary>
    public bool MayBeFetchedAlready => IsFinal || StartedAt is not null || EndedByOperatorAt is not null;

    /// <summary>Gets when an operator ended its retries last, or resolved it, which does the same.</summary>
    public DateTimeOffset? EndedByOperatorAt => ResolvedAt >= RetriesEndedAt || RetriesEndedAt is null ? ResolvedAt : RetriesEndedAt;

    /// <summary>Gets a value indicating whether a person has resolved it since it was opened last.</summary>
    public bool IsResolved => ResolvedAt >= OpenedAt;

    /// <summary>Gets a value indicating whether it waits to be delivered. One that is only being confirmed does not.</summary>
    public bool IsWaiting => State is EventState.Received or EventState.Retrying;

    /// <summary>Gets a value indicating whether the event still requires attention: it was dead-lettered, and nobody has dealt with it since it was opened last.</summary>
    public bool RequiresAttention => State == EventState.DeadLettered && !IsResolved;

    /// <summary>Gets a value indicating whether an operator has the record redelivered, whether it changed or not.</summary>
    public bool IsRedelivery => RedeliverTo is not null;

    /// <summary>Gets the only handler that the record is redelivered to; null where there is no such.</summary>
    public string? OnlyHandler => RedeliverTo == AllHandlers ? null : RedeliverTo;

    /// <summary>Gets a value indicating whether a backfill or a reconciliation made the event, because of what Stitchex lists.</summary>
    public bool IsBackfill => Action is BackfillAction or ReconcileAction;

    /// <summary>Gets a value indicating whether it may wait for webhooks: one of a backfill or a reconciliation, deletions too.</summary>
    public bool YieldsToWebhooks => IsBackfill || (IsDelete && Name == ReconcileNameOf(Resource));

    /// <summary>The name of a reconciliation's events, deletions too.</summary>
    public static string ReconcileNameOf(string resource) => $"{resource}_{ReconcileAction}";

    /// <summary>
    /// The hash in the id of a backfill's event: the first half names the job, and the second is of the content that the list shows. A page
    /// that is read again makes the same events.
    /// </summary>
    /// <param name="jobId">The job's id.</param>
    /// <param name="contentHash">The hash of the content, as in <see cref="FetchedRecord"/>.</param>
    public static string ListedHash(string jobId, string contentHash) =>
        KeyPart.Hash(Encoding.UTF8.GetBytes(jobId))[..HalfOfHash] + contentHash[..HalfOfHash];

    /// <summary>Whether a backfill made the event because a list showed this content.</summary>
    /// <param name="contentHash">The hash of the content.</param>
    public bool WasListedAs(string contentHash) => IsBackfill && contentHash.StartsWith(Id.Hash[HalfOfHash..], StringComparison.Ordinal);

    /// <summary>Gets a value indicating whether the event removes its record.</summary>
    public bool IsDelete => Action == EventName.DeleteAction;
}
