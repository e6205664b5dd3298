using System.Collections.Specialized;
using System.Net;
using Stitchex.Functions.Events;
using Stitchex.Functions.Operations.Details;
using Stitchex.Functions.Operations.Http;
using Stitchex.Functions.Operations.Listing;
using Stitchex.Functions.Protocol;
using Stitchex.Functions.Receiving;
using Stitchex.Functions.Storage;

namespace Stitchex.Functions.Operations;

/// <summary>Shows events to an operator, and has them replayed and resolved.</summary>
public sealed class EventOperations
{
    private const string TokenKind = "events";

    private readonly EventStore _store;
    private readonly EventScan _scan;
    private readonly RecordHistory _history;
    private readonly EventExplainer _explainer;
    private readonly EventReplayer _replayer;
    private readonly EventEnder _ender;
    private readonly StorageClock _clock;

    internal EventOperations(
        EventStorage storage, EventScan scan, EventExplainer explainer, EventReplayer replayer, EventEnder ender, StorageClock clock)
    {
        _store = storage.Store;
        _scan = scan;
        _history = new RecordHistory(storage.Store);
        _explainer = explainer;
        _replayer = replayer;
        _ender = ender;
        _clock = clock;
    }

    /// <summary>Lists events, newest first.</summary>
    /// <param name="query">Which of them, and where to begin.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <returns>200 with a page, or 400.</returns>
    public async Task<OperatorResponse> ListAsync(NameValueCollection query, CancellationToken cancellationToken)
    {
        var (asked, error) = EventQuery.Read(query, _clock.UtcNow);
        if (asked is null)
        {
            return error!;
        }

        var page = asked.IsOfOneRecord ? await ListRecordAsync(asked, cancellationToken) : await ListAllAsync(asked, cancellationToken);
        return page is null ? WrongToken : OperatorResponse.Json(page, OperatorJson.Readable.EventList);
    }

    /// <summary>Shows one event.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <returns>200 with the event, or 404.</returns>
    public async Task<OperatorResponse> GetAsync(string id, CancellationToken cancellationToken)
    {
        if (!StitchexEventId.TryParse(id, out var eventId))
        {
            return NoSuchId;
        }

        var stored = await _store.ReadAsync(eventId, cancellationToken);
        return stored.Row is { } row
            ? OperatorResponse.Json(EventDetails.From(stored, row, _explainer), OperatorJson.Readable.EventDetails)
            : NoSuchEvent;
    }

    /// <summary>Has one event tried again, whatever its state.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <param name="caller">Who asks for it; null where that is not known.</param>
    /// <returns>202 when its message is stored, 404, or 409 when its row cannot be read.</returns>
    public async Task<OperatorResponse> ReplayAsync(string id, CancellationToken cancellationToken, string? caller = null)
    {
        if (!StitchexEventId.TryParse(id, out var eventId))
        {
            return NoSuchId;
        }

        if (await _store.ReadRowAsync(eventId, cancellationToken) is not { } row)
        {
            return NoSuchEvent;
        }

        return await _replayer.ReplayAsync(row, cancellationToken, caller)
            ? OperatorResponse.Json(
                new SuccessBody(eventId.ToString(), "queued"), OperatorJson.Readable.SuccessBody, HttpStatusCode.Accepted)
            : OperatorResponse.Conflict(row.Error!);
    }

    /// <summary>Marks a dead-lettered event as resolved, or ends the retries of one.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="content">The body, which holds a note.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <param name="caller">Who asks for it; null where that is not known.</param>
    /// <returns>200 with the event, 400, 404, 413, or 409 when there is nothing to resolve, or somebody has resolved it.</returns>
    public Task<OperatorResponse> ResolveAsync(string id, Stream content, CancellationToken cancellationToken, string? caller = null) =>
        EndAsync(id, OperatorAction.Resolved, content, caller, cancellationToken);

    /// <summary>Ends the retries of an event: the processor dead-letters it, with the next message that it gets.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="content">The body, which holds a note.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <param name="caller">Who asks for it; null where that is not known.</param>
    /// <returns>200 with the event, 400, 404, 413, or 409 when it is not retried, is being tried, or its retries were ended.</returns>
    public Task<OperatorResponse> DeadLetterAsync(string id, Stream content, CancellationToken cancellationToken, string? caller = null) =>
        EndAsync(id, OperatorAction.DeadLettered, content, caller, cancellationToken);

    private async Task<OperatorResponse> EndAsync(
        string id, string what, Stream content, string? caller, CancellationToken cancellationToken)
    {
        var (request, error) = await OperatorBody<ResolveRequest>.ReadAsync(content, OperatorJson.Readable.ResolveRequest, ResolveRequest.Example, cancellationToken);
        if (request is null)
        {
            return error!;
        }

        if (request.Note?.Trim() is not { Length: > 0 and <= ResolveRequest.MaxNoteLength } note)
        {
            return OperatorResponse.BadRequest($"A note of 1 to {ResolveRequest.MaxNoteLength:N0} characters is needed: say what was done. Send {ResolveRequest.Example}.");
        }

        if (!StitchexEventId.TryParse(id, out var eventId))
        {
            return NoSuchId;
        }

        if (await _store.ReadRowAsync(eventId, cancellationToken) is not { } row)
        {
            return NoSuchEvent;
        }

        var (at, conflict) = await _ender.EndAsync(row, what, caller, note, cancellationToken);
        return conflict is not null
            ? OperatorResponse.Conflict(conflict)
            : OperatorResponse.Json(
                EventSummary.From(what == OperatorAction.Resolved ? row with { ResolvedAt = at } : row with { RetriesEndedAt = at }), OperatorJson.Readable.EventSummary);
    }

    /// <summary>Shows a record: what was delivered last, and its events.</summary>
    /// <param name="resource">Its resource.</param>
    /// <param name="recordId">Its id.</param>
    /// <param name="query">Where to begin.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <returns>200, also when nothing is known of the record, or 400.</returns>
    public async Task<OperatorResponse> GetRecordAsync(string resource, string recordId, NameValueCollection query, CancellationToken cancellationToken)
    {
        var reader = new QueryReader(query);
        var token = reader.Token("pageToken");
        if (reader.Error is { } error)
        {
            return error;
        }

        var partition = RecordHistory.PartitionKeyOf(EventName.Lower(resource), recordId);
        var reading = _store.ReadRecordAsync(partition, cancellationToken);
        var page = await _history.ReadAsync(partition, static _ => true, token, EventQuery.MaxPageSize, cancellationToken);
        var record = RecordDetails.From(await reading);
        return page is null ? WrongToken : OperatorResponse.Json(new RecordReport(record, page.Events, page.NextPageToken), OperatorJson.Readable.RecordReport);
    }

    private static OperatorResponse NoSuchId => OperatorResponse.NotFound("This is not the id of an event. One reads <resource>.<recordId>.<action>.<32 hexadecimal digits>.");

    private static OperatorResponse NoSuchEvent => OperatorResponse.NotFound("There is no such event, or it was removed at the end of its retention.");

    private static OperatorResponse WrongToken => OperatorResponse.BadRequest("pageToken belongs to another query. Repeat the query of the page before, or leave pageToken out to start over.");

    private async Task<EventList?> ListAllAsync(EventQuery asked, CancellationToken cancellationToken)
    {
        ScanPosition? after = null;
        if (asked.Token is { } token)
        {
            after = token.Kind == TokenKindOf(asked.Filter) ? ScanPosition.TryParse(token.Parts) : null;
            if (after is null)
            {
                return null;
            }
        }

        var page = await _scan.ReadAsync(asked.Filter, after, asked.PageSize, cancellationToken);
        var next = page.Position is { } position ? new PageToken(TokenKindOf(asked.Filter), position.ToParts()).ToString() : null;
        return new EventList([.. page.Rows.Select(EventSummary.From)], next);
    }

    private Task<EventList?> ListRecordAsync(EventQuery asked, CancellationToken cancellationToken) => _history.ReadAsync(
        RecordHistory.PartitionKeyOf(asked.Filter.Resource!, asked.Filter.RecordId!),
        row => asked.Filter.Spans(row) && asked.Filter.Matches(row),
        asked.Token,
        asked.PageSize,
        cancellationToken);

    private static string TokenKindOf(EventFilter filter) => $"{TokenKind}-{filter.Partition}";
}
