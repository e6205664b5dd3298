using System.Collections.Specialized;
using System.Net;
using Microsoft.Extensions.Logging;
using Stitchex.Functions.Events;
using Stitchex.Functions.Operations.Details;
using Stitchex.Functions.Operations.Http;
using Stitchex.Functions.Operations.Listing;
using Stitchex.Functions.Protocol;
using Stitchex.Functions.Receiving;
using Stitchex.Functions.Storage;

namespace Stitchex.Functions.Operations;

/// <summary>Shows events to an operator, and has them replayed and resolved.</summary>
public sealed partial class EventOperations
{
    private const string TokenKind = "events";

    private readonly EventStore _store;
    private readonly EventQueue _queue;
    private readonly EventScan _scan;
    private readonly RecordHistory _history;
    private readonly EventExplainer _explainer;
    private readonly EventReplayer _replayer;
    private readonly StorageClock _clock;
    private readonly ILogger<EventOperations> _logger;

    internal EventOperations(
        EventStorage storage,
        EventScan scan,
        EventExplainer explainer,
        EventReplayer replayer,
        StorageClock clock,
        ILogger<EventOperations> logger)
    {
        _store = storage.Store;
        _queue = storage.Queue;
        _scan = scan;
        _history = new RecordHistory(storage.Store);
        _explainer = explainer;
        _replayer = replayer;
        _clock = clock;
        _logger = logger;
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
    /// <returns>202 when its message is stored, 404, or 409 when its row cannot be read.</returns>
    public async Task<OperatorResponse> ReplayAsync(string id, CancellationToken cancellationToken)
    {
        if (!StitchexEventId.TryParse(id, out var eventId))
        {
            return NoSuchId;
        }

        if (await _store.ReadRowAsync(eventId, cancellationToken) is not { } row)
        {
            return NoSuchEvent;
        }

        return await _replayer.ReplayAsync(row, cancellationToken)
            ? OperatorResponse.Json(
                new SuccessBody(eventId.ToString(), "queued"), OperatorJson.Readable.SuccessBody, HttpStatusCode.Accepted)
            : OperatorResponse.Conflict(row.Error!);
    }

    /// <summary>Marks a dead-lettered event as resolved, or ends the retries of one.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="content">The body, which holds a note.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <returns>200 with the event, 400, 404, 413, or 409 when there is nothing to resolve or it was changed meanwhile.</returns>
    public async Task<OperatorResponse> ResolveAsync(string id, Stream content, CancellationToken cancellationToken)
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

        return await _store.ReadRowAsync(eventId, cancellationToken) switch
        {
            null => NoSuchEvent,
            { State: EventState.Retrying, StartedAt: not null } =>
                OperatorResponse.Conflict("The event is being tried in this very moment. Resolve it when that attempt has ended."),
            { State: EventState.DeadLettered or EventState.Retrying } row => await ResolveAsync(row, note, cancellationToken),
            { State: var state } => OperatorResponse.Conflict($"The event is {state}; only one that is DeadLettered or Retrying can be resolved."),
        };
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

    private async Task<OperatorResponse> ResolveAsync(EventRow row, string note, CancellationToken cancellationToken)
    {
        var now = _clock.UtcNow;
        if (!await _store.ResolveAsync(row, note, now, cancellationToken))
        {
            return OperatorResponse.Conflict("The event was changed in this very moment. Look at it again.");
        }

        if (row.State == EventState.Retrying)
        {
            // The processor ends it, at once if this message reaches it, and otherwise at the next attempt's time.
            await _queue.SendAsync(EventMessage.Current(row), TimeSpan.Zero, cancellationToken);
        }

        Log.Resolved(_logger, row.Id);
        return OperatorResponse.Json(EventSummary.From(row with { ResolvedAt = now }), OperatorJson.Readable.EventSummary);
    }

    private static string TokenKindOf(EventFilter filter) => $"{TokenKind}-{filter.Partition}";

    private static partial class Log
    {
        [LoggerMessage(EventId = 440, EventName = "Resolved", Level = LogLevel.Information, Message = "{Id} was resolved by an operator.")]
        public static partial void Resolved(ILogger logger, StitchexEventId id);
    }
}
