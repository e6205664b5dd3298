using System.Collections.Specialized;
using System.Globalization;
using System.Security.Cryptography;
using System.Web;
using Azure;
using Stitchex.Functions.Events;
using Stitchex.Functions.Operations.Listing;
using Stitchex.Functions.Operations.Redelivery;
using Stitchex.Functions.Protocol;
using Stitchex.Functions.Storage;

namespace Stitchex.Functions.Operations.Jobs;

/// <summary>Something that is done with many events, page by page: what, with which ones, and how far it has come.</summary>
internal sealed record Job
{
    /// <summary>What is kept in place of the id of an event that was erased.</summary>
    public const string ErasedId = "erased";

    private const int TicksLength = 19;
    private const int RandomLength = 8;

    /// <summary>Gets its id. Later ones come first.</summary>
    public required string Id { get; init; }

    /// <summary>Gets what it does.</summary>
    public required JobKind Kind { get; init; }

    /// <summary>Gets a value indicating whether it counts only.</summary>
    public bool IsDryRun { get; init; }

    /// <summary>Gets which events it works on, as the query of a list of events; empty where they are named one by one.</summary>
    public required string Query { get; init; }

    /// <summary>
    /// Gets the ids of the events, or the keys of the quarantined items, that it works on, separated by spaces; null for those of the query.
    /// </summary>
    public string? Ids { get; init; }

    /// <summary>Gets who started it: a person, or the name of a key; null where that is not known.</summary>
    public string? By { get; init; }

    /// <summary>Gets who paused it last.</summary>
    public string? PausedBy { get; init; }

    /// <summary>Gets who resumed it last.</summary>
    public string? ResumedBy { get; init; }

    /// <summary>Gets who cancelled it.</summary>
    public string? CancelledBy { get; init; }

    /// <summary>Gets the ids of the first events that it has worked on, separated by spaces: what became of them can be shown.</summary>
    public string Kept { get; init; } = "";

    /// <summary>Gets the handler that records are redelivered to, or <see cref="EventRow.AllHandlers"/>; null for other jobs.</summary>
    public string? RedeliverTo { get; init; }

    /// <summary>Gets what the person noted who resolves them.</summary>
    public string? Note { get; init; }

    /// <summary>Gets how many events it takes in a minute at most, on the average.</summary>
    public required int RatePerMinute { get; init; }

    /// <summary>Gets its state.</summary>
    public JobStatus Status { get; init; }

    /// <summary>Gets how many index entries, or records, it has looked at.</summary>
    public int Scanned { get; init; }

    /// <summary>Gets how many events were the ones that are looked for.</summary>
    public int Matched { get; init; }

    /// <summary>Gets with how many of them it has done what it does.</summary>
    public int Done { get; init; }

    /// <summary>Gets when it was started.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Gets when it moved last.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Gets when it came to an end; null while it runs.</summary>
    public DateTimeOffset? CompletedAt { get; init; }

    /// <summary>Gets why it failed.</summary>
    public string? Error { get; init; }

    /// <summary>Gets the number of its current page; messages of other pages are dropped, so that two of them never lead to two chains.</summary>
    public int Page { get; init; }

    /// <summary>Gets where the last page ended; null before the first.</summary>
    public ScanPosition? Position { get; init; }

    /// <summary>Gets the partition of the record that it looked at last; null before the first, and where it takes events.</summary>
    public string? AfterRecord { get; init; }

    /// <summary>Gets the id of an event that it made, and that is to be tried before it goes far ahead; null before the first.</summary>
    public string? AwaitedEvent { get; init; }

    /// <summary>Gets how many events it had made with <see cref="AwaitedEvent"/>.</summary>
    public int AwaitedSince { get; init; }

    /// <summary>Gets how far a backfill has read each list, as <see cref="Backfill.BackfillList"/> writes it; null for other jobs.</summary>
    public string? Lists { get; init; }

    /// <summary>Gets how far a reconciliation has come, as <see cref="Reconcile.ReconcileState"/> writes it; null for other jobs.</summary>
    public string? Reconcile { get; init; }

    /// <summary>Gets what an erasure has erased, as <see cref="Erasing.ErasureReport"/> writes it; null for other jobs.</summary>
    public string? Erasure { get; init; }

    /// <summary>Gets when its message was sent again; null if it moved since.</summary>
    public DateTimeOffset? ResentAt { get; init; }

    /// <summary>Gets how often its message was sent again since it moved last.</summary>
    public int Stalls { get; init; }

    /// <summary>Gets the row's version in storage.</summary>
    public ETag ETag { get; init; }

    /// <summary>Gets its query by parameter.</summary>
    public NameValueCollection Parameters => HttpUtility.ParseQueryString(Query);

    /// <summary>Gets which events it works on: those that a list of the same query shows, and that came before it was started.</summary>
    public EventFilter Filter
    {
        get
        {
            var parameters = Parameters;
            var filter = EventQuery.Read(parameters, StartedAt).Query?.Filter
                ?? throw new InvalidOperationException("Its query is not one of this version of the app.");
            return filter with
            {
                From = (parameters["from"] ?? parameters["since"]) is null ? EventFilter.Always : filter.From,
                Until = filter.Until < StartedAt ? filter.Until : StartedAt,
                TakesEachOnce = true,
            };
        }
    }

    /// <summary>Gets the resource whose records it redelivers.</summary>
    public string? Resource => Filter.Resource;

    /// <summary><see cref="Kept"/> with those that it worked on next, as many as are kept.</summary>
    public string KeptWith(IEnumerable<string> ids) =>
        string.Join(' ', Kept.Split(' ').Concat(ids).Where(id => id.Length > 0).Take(JobRequest.MaxIds));

    /// <summary>Makes an id.</summary>
    public static string NewId(DateTimeOffset now) => $"{IdStartOf(now)}-{RandomNumberGenerator.GetHexString(RandomLength, lowercase: true)}";

    /// <summary>The start of the ids of all jobs that were started at a time.</summary>
    public static string IdStartOf(DateTimeOffset time) => IndexEntry.RowKeyOf(time);

    /// <summary>The job, which was cancelled or paused in the middle of a page, with what was done of it all the same.</summary>
    /// <param name="after">The job as it would be after the page.</param>
    public Job WithProgressOf(Job after)
    {
        // Paused during its last page, it is at its end, and does not begin again when it is resumed.
        var hasEnded = Status == JobStatus.Paused && after.Status == JobStatus.Completed;

        // What was erased meanwhile stays erased.
        var kept = Kept.Split(' ');
        return this with
        {
            Status = hasEnded ? JobStatus.Completed : Status,
            CompletedAt = hasEnded ? after.CompletedAt : CompletedAt,
            Scanned = after.Scanned,
            Matched = after.Matched,
            Done = after.Done,
            Kept = string.Join(' ', after.Kept.Split(' ').Select((id, i) => i < kept.Length && kept[i] == ErasedId ? ErasedId : id)),
            Error = after.Error,
            Page = after.Page,
            Position = after.Position,
            AfterRecord = after.AfterRecord,
            AwaitedEvent = AwaitedEvent == ErasedId && after.AwaitedSince == AwaitedSince ? AwaitedEvent : after.AwaitedEvent,
            AwaitedSince = after.AwaitedSince,
            Lists = after.Lists,
            Reconcile = after.Reconcile,
            Erasure = after.Erasure,
        };
    }

    /// <summary>Whether a text can be a job's id.</summary>
    public static bool IsId(string text) =>
        text.Length == TicksLength + 1 + RandomLength
        && text[TicksLength] == '-'
        && long.TryParse(text.AsSpan(0, TicksLength), NumberStyles.None, CultureInfo.InvariantCulture, out _)
        && text[(TicksLength + 1)..].All(char.IsAsciiHexDigitLower);

    /// <summary>Whether the job is about an event that was found: what was dead-lettered and is dealt with already, is not.</summary>
    public bool Matches(EventRow row) => Kind == JobKind.Resolve
        ? row is { IsResolved: false, State: EventState.DeadLettered or EventState.Retrying }
        : Ids is not null || row.RequiresAttention || Filter is not { State: EventState.DeadLettered, IsResolved: not true };

    /// <summary>Whether something of a record was delivered, or seen to be unchanged, since a time.</summary>
    public static bool Matches(RecordRow record, DateTimeOffset from) =>
        Redeliverer.WasDelivered(record)
        && (record.PendingHash is not null || (record.FetchedAt ?? record.DeletedAt ?? from) >= from || record.DeletedAt >= from);
}
