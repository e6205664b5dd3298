using System.Collections.Specialized;
using System.Net;
using Microsoft.Extensions.Logging;
using Stitchex.Functions.Events;
using Stitchex.Functions.Operations.Answers;
using Stitchex.Functions.Operations.Details;
using Stitchex.Functions.Operations.Listing;
using Stitchex.Functions.Receiving;
using EventId = Stitchex.Functions.Events.EventId;

namespace Stitchex.Functions.Operations;

/// <summary>Shows events to an operator, and has them replayed and resolved.</summary>
public sealed partial class EventOperations
{
    private const string TokenKind = "events";

    private readonly EventStore _store;
    private readonly EventScan _scan;
    private readonly RecordHistory _history;
    private readonly EventReplayer _replayer;
    private readonly StorageClock _clock;
    private readonly ILogger<EventOperations> _logger;

    internal EventOperations(EventStorage storage, EventScan scan, EventReplayer replayer, StorageClock clock, ILogger<EventOperations> logger)
    {
        _store = storage.Store;
        _scan = scan;
        _history = new RecordHistory(storage.Store);
        _replayer = replayer;
        _clock = clock;
        _logger = logger;
    }

    /// <summary>Lists events, newest first.</summary>
    /// <param name="query">Which of them, and where to begin.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <returns>200 with a page, or 400.</returns>
    public async Task<OperatorAnswer> ListAsync(NameValueCollection query, CancellationToken cancellationToken)
    {
        var (asked, fault) = EventQuery.Read(query, _clock.UtcNow);
        if (asked is null)
        {
            return fault!;
        }

        var page = asked.IsOfOneRecord ? await ListRecordAsync(asked, cancellationToken) : await ListAllAsync(asked, cancellationToken);
        return page is null ? WrongToken : OperatorAnswer.Json(page, OperatorJson.Readable.EventList);
    }

    /// <summary>Shows one event.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <returns>200 with the event, or 404.</returns>
    public async Task<OperatorAnswer> GetAsync(string id, CancellationToken cancellationToken)
    {
        if (!EventId.TryParse(id, out var eventId))
        {
            return NoSuchId;
        }

        var stored = await _store.ReadAsync(eventId, cancellationToken);
        return stored.Row is { } row ? OperatorAnswer.Json(EventDetails.Of(stored, row), OperatorJson.Readable.EventDetails) : NoSuchEvent;
    }

    /// <summary>Has one event tried again, whatever its state.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <returns>202 when its message is stored, or 404.</returns>
    public async Task<OperatorAnswer> ReplayAsync(string id, CancellationToken cancellationToken)
    {
        if (!EventId.TryParse(id, out var eventId))
        {
            return NoSuchId;
        }

        return await _replayer.ReplayAsync(eventId, cancellationToken)
            ? OperatorAnswer.Json(new SuccessBody(eventId.ToString(), "queued"), OperatorJson.Readable.SuccessBody, HttpStatusCode.Accepted)
            : NoSuchEvent;
    }

    /// <summary>Notes that a person has dealt with a dead event.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="content">The body, which holds a note.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <returns>200 with the event, 400, 404, 413, or 409 when it is not dead or was changed meanwhile.</returns>
    public async Task<OperatorAnswer> ResolveAsync(string id, Stream content, CancellationToken cancellationToken)
    {
        var (request, fault) = await OperatorBody<ResolveRequest>.ReadAsync(content, OperatorJson.Readable.ResolveRequest, ResolveRequest.Example, cancellationToken);
        if (request is null)
        {
            return fault!;
        }

        if (request.Note?.Trim() is not { Length: > 0 and <= ResolveRequest.MaxNoteLength } note)
        {
            return OperatorAnswer.BadRequest($"A note of 1 to {ResolveRequest.MaxNoteLength:N0} characters is needed: say what was done. Send {ResolveRequest.Example}.");
        }

        if (!EventId.TryParse(id, out var eventId))
        {
            return NoSuchId;
        }

        return await _store.ReadRowAsync(eventId, cancellationToken) switch
        {
            null => NoSuchEvent,
            { State: EventState.Dead } row => await ResolveAsync(row, note, cancellationToken),
            { State: var state } => OperatorAnswer.Conflict($"The event is {state}; only one that is Dead can be resolved."),
        };
    }

    /// <summary>Shows a record: what was handed on last, and its events.</summary>
    /// <param name="resource">Its resource.</param>
    /// <param name="recordId">Its id.</param>
    /// <param name="query">Where to begin.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <returns>200, also when nothing is known of the record, or 400.</returns>
    public async Task<OperatorAnswer> GetRecordAsync(string resource, string recordId, NameValueCollection query, CancellationToken cancellationToken)
    {
        var reader = new QueryReader(query);
        var token = reader.Token("pageToken");
        if (reader.Fault is { } fault)
        {
            return fault;
        }

        var partition = RecordHistory.PartitionKeyOf(EventName.Lower(resource), recordId);
        var reading = _store.ReadRecordAsync(partition, cancellationToken);
        var page = await _history.ReadAsync(partition, static _ => true, token, EventQuery.MaxPageSize, cancellationToken);
        var record = RecordDetails.Of(await reading);
        return page is null ? WrongToken : OperatorAnswer.Json(new RecordReport(record, page.Events, page.NextPageToken), OperatorJson.Readable.RecordReport);
    }

    private static OperatorAnswer NoSuchId => OperatorAnswer.NotFound("This is not the id of an event. One reads <resource>.<recordId>.<action>.<32 hexadecimal digits>.");

    private static OperatorAnswer NoSuchEvent => OperatorAnswer.NotFound("There is no such event, or it was removed at the end of its retention.");

    private static OperatorAnswer WrongToken => OperatorAnswer.BadRequest("pageToken belongs to another question. Ask the same as on the page before, or leave it out to begin anew.");

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
        return new EventList([.. page.Rows.Select(EventSummary.Of)], next);
    }

    private Task<EventList?> ListRecordAsync(EventQuery asked, CancellationToken cancellationToken) => _history.ReadAsync(
        RecordHistory.PartitionKeyOf(asked.Filter.Resource!, asked.Filter.RecordId!), asked.Filter.Takes, asked.Token, asked.PageSize, cancellationToken);

    private async Task<OperatorAnswer> ResolveAsync(EventRow row, string note, CancellationToken cancellationToken)
    {
        var now = _clock.UtcNow;
        if (!await _store.ResolveAsync(row, note, now, cancellationToken))
        {
            return OperatorAnswer.Conflict("The event was changed in this very moment. Look at it again.");
        }

        Log.Resolved(_logger, row.Id);
        return OperatorAnswer.Json(EventSummary.Of(row with { ResolvedAt = now }), OperatorJson.Readable.EventSummary);
    }

    private static string TokenKindOf(EventFilter filter) => $"{TokenKind}-{filter.Partition}";

    private static partial class Log
    {
        [LoggerMessage(EventId = 440, EventName = "Resolved", Level = LogLevel.Information, Message = "{Id} was resolved by an operator.")]
        public static partial void Resolved(ILogger logger, EventId id);
    }
}
