using System.Diagnostics.CodeAnalysis;
using Stitchex.Functions.Events;
using Stitchex.Functions.Operations.Listing;
using Stitchex.Functions.Protocol;
using Stitchex.Functions.Storage;

namespace Stitchex.Functions.Operations.Details;

/// <summary>All there is to tell of one event.</summary>
internal sealed record EventDetails : EventSummary
{
    [SetsRequiredMembers]
    private EventDetails(StoredRows stored, EventRow row, EventExplainer explainer)
    {
        (Id, Name, Resource, RecordId, Action) = (row.Id.ToString(), row.Name, row.Resource, row.RecordId, row.Action);
        (State, Outcome, Version, ReceivedAt, NextAttemptAt) = (row.State, OutcomeOf(row), row.Version, row.ReceivedAt, row.NextAttemptAt);
        (Attempts, LastAttemptAt, Error, ResolvedAt) = (row.Attempt, LastAttemptAtOf(row), row.Error, ResolvedAtOf(row));
        (StoredAfterMilliseconds, DeliveredAfterMilliseconds) = (row.StoredAfterMilliseconds, (long?)row.DeliveredAfter?.TotalMilliseconds);
        (OpenedAt, StartedAt, Sequence, CrashCount) = (row.OpenedAt, row.StartedAt, row.Sequence, row.CrashCount);
        (NotFoundSince, StaleSince, OlderSince) = (row.NotFoundSince, row.StaleSince, row.OlderSince);
        (UnusableSince, FailingSince) = (row.UnusableSince, row.FailingSince);
        Numbers = [.. RecordNumbers.Parse(row.Numbers)];
        (OrganisationId, ResolvedNote) = (row.OrganisationId, ResolvedAt is null ? null : row.ResolvedNote);
        (OpenedBy, Retry, TraceId) = (row.OpenedBy, explainer.RetryOf(row), row.TraceId);
        Handlers = explainer.HandlersOf(row);
        (RetriesEndedAt, Actions) = (RetriesEndedAtOf(row), row.Actions.Entries);
        Timeline = Details.Timeline.From(row, stored.Record);
        Body = stored.Body is { } body ? EventText.From(body) : null;
        RedeliverTo = row.RedeliverTo;
        BodyNote = Body is not null ? null
            : row.IsRedelivery ? "A redelivery has no body."
            : $"The body was not kept: it was larger than {EventBody.MaxLength / 1024} KiB, or was lost before it was stored.";
        Record = RecordDetails.From(stored.Record);
        Links = EventLinks.To(row.Id, explainer.TraceUrlOf(row));
    }

    /// <summary>Gets when it was last opened: by receipt, by a repeat, or by a replay.</summary>
    public DateTimeOffset OpenedAt { get; }

    /// <summary>Gets what opened it last; null where nothing has since it was received, or that is not known.</summary>
    public EventOpening? OpenedBy { get; }

    /// <summary>Gets when it is tried again, and until when; null when it is not retried.</summary>
    public RetryPlan? Retry { get; }

    /// <summary>Gets what became of it at each handler.</summary>
    public IReadOnlyList<HandlerStatus> Handlers { get; }

    /// <summary>Gets the trace of its last attempt; null where nobody traced it.</summary>
    public string? TraceId { get; }

    /// <summary>Gets when the attempt began that is running, or was cut off.</summary>
    public DateTimeOffset? StartedAt { get; }

    /// <summary>Gets the number of its current message.</summary>
    public int Sequence { get; }

    /// <summary>Gets how many attempts were cut off since it was opened.</summary>
    public int CrashCount { get; }

    /// <summary>Gets since when the API has not had the record.</summary>
    public DateTimeOffset? NotFoundSince { get; }

    /// <summary>Gets since when the API has shown an older version than the event's, or a record that it deletes.</summary>
    public DateTimeOffset? StaleSince { get; }

    /// <summary>Gets since when the API has shown an older version than handlers have.</summary>
    public DateTimeOffset? OlderSince { get; }

    /// <summary>Gets since when the API's responses about the record have been of no use.</summary>
    public DateTimeOffset? UnusableSince { get; }

    /// <summary>Gets when a handler first failed.</summary>
    public DateTimeOffset? FailingSince { get; }

    /// <summary>Gets the handler that the record is redelivered to, or * for all; null for an event that Stitchex sent.</summary>
    public string? RedeliverTo { get; }

    /// <summary>Gets the organisation that the event's body names.</summary>
    public string? OrganisationId { get; }

    /// <summary>Gets what the person noted who resolved it.</summary>
    public string? ResolvedNote { get; }

    /// <summary>Gets what operators did with it, and who that was, oldest first.</summary>
    public IReadOnlyList<OperatorAction> Actions { get; }

    /// <summary>Gets what happened to it, oldest first.</summary>
    public IReadOnlyList<TimelineEntry> Timeline { get; }

    /// <summary>Gets its body; null where none was kept.</summary>
    public EventText? Body { get; }

    /// <summary>Gets why there is no body.</summary>
    public string? BodyNote { get; }

    /// <summary>Gets what was delivered last of its record; null when nothing was ever tried.</summary>
    public RecordDetails? Record { get; }

    /// <summary>Gets where to go from here.</summary>
    public EventLinks Links { get; }

    /// <summary>Tells of an event.</summary>
    public static EventDetails From(StoredRows stored, EventRow row, EventExplainer explainer) => new(stored, row, explainer);
}
