using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Stitchex.Functions.Api;
using Stitchex.Functions.Configuration;
using Stitchex.Functions.Events;
using Stitchex.Functions.Protocol;
using Stitchex.Functions.Storage;
using Stitchex.Functions.Telemetry;

namespace Stitchex.Functions.Processing;

/// <summary>
/// Processes the messages of the queue. It reads, asks <see cref="EventTransitions"/> what to do, has it done in order, and decides nothing itself. When
/// somebody else changed a row in between, it reads and asks again.
/// </summary>
public sealed partial class EventProcessor
{
    private readonly EventStore _store;
    private readonly EventIndex _index;
    private readonly EventReader _reader;
    private readonly EffectRunner _effects;
    private readonly EventTransitions _transitions;
    private readonly PauseSwitch _pause;
    private readonly ProcessingPolicyReader _policy;
    private readonly StitchexApiClient _api;
    private readonly RecordChangeFactory _changes;
    private readonly RecordDispatcher _dispatcher;
    private readonly AttemptsInHand _inHand;
    private readonly NewIdentity _newIdentity;
    private readonly NumberKeeper _numbers;
    private readonly StorageClock _clock;
    private readonly TimeProvider _time;
    private readonly ProcessingOptions _options;
    private readonly StitchexMetrics _metrics;
    private readonly ILogger<EventProcessor> _logger;

    internal EventProcessor(
        EventStorage storage,
        EventTransitions transitions,
        PauseSwitch pause,
        ProcessingPolicyReader policy,
        StitchexApiClient api,
        RecordChangeFactory changes,
        RecordDispatcher dispatcher,
        AttemptsInHand inHand,
        ResourceCatalogue catalogue,
        StorageClock clock,
        TimeProvider time,
        IOptions<ProcessingOptions> options,
        StitchexMetrics metrics,
        ILogger<EventProcessor> logger)
    {
        _store = storage.Store;
        _index = storage.Index;
        _reader = new EventReader(storage, transitions, clock);
        _effects = new EffectRunner(storage);
        _transitions = transitions;
        _pause = pause;
        _policy = policy;
        _api = api;
        _changes = changes;
        _dispatcher = dispatcher;
        _inHand = inHand;
        _newIdentity = new NewIdentity(storage, catalogue, clock);
        _numbers = new NumberKeeper(storage.Numbers, catalogue, time, logger);
        _clock = clock;
        _time = time;
        _options = options.Value;
        _metrics = metrics;
        _logger = logger;
    }

    /// <summary>Processes one message. When it returns, the message is done with: the event is, or a new message is under way for it.</summary>
    /// <param name="text">The message, JSON. One that cannot be read is quarantined for a person, and done with.</param>
    /// <param name="cancellationToken">Cancelled when the host shuts down; the process's own end counts as well. An attempt that has begun then ends by itself, and the event is tried again elsewhere.</param>
    /// <exception cref="Azure.RequestFailedException">Storage is unavailable: the host brings the message again.</exception>
    /// <exception cref="OperationCanceledException">The host shut down before the attempt began: the host brings the message again.</exception>
    public Task ProcessAsync(string text, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(text);

        return _inHand.RunAsync(cancelled => ProcessInHandAsync(text, cancelled), cancellationToken);
    }

    private async Task ProcessInHandAsync(string text, CancellationToken cancellationToken)
    {
        if (!EventMessage.TryParse(text, out var message, out var id))
        {
            await RememberAsync(text, "The message is not one that this version of the app writes.");
            Log.MessageQuarantined(_logger, text.Length);
            return;
        }

        using var report = new AttemptReport(id, message, _metrics, _time, _logger);
        var hasPermit = false;
        DateTimeOffset? ended = null;
        try
        {
            await _pause.WaitAsync(cancellationToken);
            while (!await TryProcessAsync())
            {
                Log.ConcurrencyConflict(_logger, id);
            }
        }
        catch (Exception e)
        {
            report.Aborted(e);
            throw;
        }

        async Task<bool> TryProcessAsync()
        {
            var rows = await _reader.ReadAsync(id, message, cancellationToken);
            if (_transitions.IsErased(message, rows.Row, rows.Record))
            {
                Log.EventErased(_logger, id.PartitionKey);
                return rows.Row is null || await RemoveAsync(rows.Row);
            }

            if (rows.IsUnreadable)
            {
                // A version that can read them finds the event by its index entry, and sends its turn again.
                await _index.WriteEntryAsync(IndexPartition.Open, IndexEntry.From(rows.Row!), CancellationToken.None);
                await RememberAsync(text, "The row of its event, or of the event's record, cannot be read by this version of the app.");
                Log.RowUnreadable(_logger, id);
                return true;
            }

            if (await _newIdentity.TakeAsync(rows, message) is { } newId)
            {
                return await RunAsync(rows, _transitions.Reassign(CreateContext(rows, message), newId), report) is not null;
            }

            var s = CreateContext(rows, message) with { EndedAttempt = ended };
            var arrival = _transitions.OnReceived(s, await _policy.ReadAsync(s.Row, cancellationToken));
            if (arrival.Next is NextStep.Stop)
            {
                return await RunAsync(rows, arrival, report) is not null;
            }

            if (!hasPermit && _transitions.WillFetch(s))
            {
                // Before the lease: nobody else should wait for a record whose attempt waits for the API.
                if (await _api.WaitAsync(isInNoHurry: s.Row.YieldsToWebhooks, cancellationToken) is var (delay, reason))
                {
                    return await RunAsync(rows, _transitions.OnThrottled(s, delay, reason), report) is not null;
                }

                hasPermit = true;
            }

            (var isDone, ended) = await AttemptAsync(rows, hasPermit ? s with { Now = _clock.UtcNow } : s, report, cancellationToken);
            return isDone;
        }
    }

    private async Task<bool> RemoveAsync(EventRow row)
    {
        await _index.RemoveAsync(row, CancellationToken.None);
        return (await _store.RemoveAsync([row], CancellationToken.None)).Count > 0;
    }

    private Task RememberAsync(string text, string reason) =>
        _index.QuarantineAsync(new QuarantinedItem(QuarantinedItem.MessageKind, reason, Encoding.UTF8.GetBytes(text), _clock.UtcNow), CancellationToken.None);

    private async Task<(bool IsDone, DateTimeOffset? Ended)> AttemptAsync(
        StoredRows rows, DecisionContext s, AttemptReport report, CancellationToken cancellationToken)
    {
        await using var lease = new RecordLease(_store, _clock, _options, _time, _logger);
        var message = s.Message;
        var begin = _transitions.OnStarting(s, lease.Owner);
        if (await RunAsync(rows, begin, report) is not { } begun)
        {
            return (false, s.EndedAttempt);
        }

        if (begin.Next is NextStep.Stop)
        {
            return (true, null);
        }

        lease.Keep(begun.Row!.Id.PartitionKey, begun.Record);
        report.Began(begun.Row);
        var end = begin.Next is NextStep.Dispatch deletion
            ? await DispatchAsync(
                await _numbers.KeepAsync(begun, fetched: null, lease.Lost), message, deletion.Change, lease, report, cancellationToken)
            : await FetchAndDispatchAsync(begun, message, lease, report, cancellationToken);

        // Renewals changed the record's row, and nothing that the decision was made on.
        begun = begun with { Record = await lease.EndAsync() };
        if (await RunAsync(begun, end, report) is not null)
        {
            return (true, null);
        }

        await _effects.MoveRecordAsync(begun, end.Effects);
        return (false, begun.Row.StartedAt);
    }

    private async Task<Transition> FetchAndDispatchAsync(
        StoredRows begun, EventMessage message, RecordLease lease, AttemptReport report, CancellationToken cancellationToken)
    {
        try
        {
            var result = await FetchAsync(begun.Row!, report, cancellationToken);

            // Before anything is delivered, so that an attempt which is cut off after this writes them again.
            begun = await _numbers.KeepAsync(begun, (result as FetchResult.Found)?.Record, lease.Lost);
            var fetched = _transitions.OnFetched(Leased(begun, message), result);
            if (fetched.Next is not NextStep.Dispatch dispatch)
            {
                return fetched;
            }

            foreach (var prepared in fetched.Effects.OfType<Effect.CommitRecord>())
            {
                if (await lease.StoreAsync(prepared.Record) is not { } record)
                {
                    return Delivered(begun, message, dispatch.Change, new DispatchResult(dispatch.Change.CompletedHandlers, new DispatchFailure.LeaseLost()), report);
                }

                begun = begun with { Record = record };
            }

            return await DispatchAsync(begun, message, dispatch.Change, lease, report, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            report.Interrupted();
            return _transitions.OnShutdown(Leased(begun, message));
        }
    }

    private async Task<FetchResult> FetchAsync(EventRow row, AttemptReport report, CancellationToken cancellationToken)
    {
        using var span = StitchexTelemetry.StartFetching(row.Resource);
        report.Notes.Asked();
        var result = await _api.FetchAsync(row.Resource, row.RecordId!, _clock.UtcNow, cancellationToken);
        report.Fetched(result, span);
        return result;
    }

    private async Task<Transition> DispatchAsync(
        StoredRows begun, EventMessage message, Change change, RecordLease lease, AttemptReport report, CancellationToken cancellationToken)
    {
        var seen = _changes.Create(Leased(begun, message), change, begun.Body);
        return Delivered(begun, message, change, await _dispatcher.DispatchAsync(seen, change.CompletedHandlers, lease, cancellationToken), report);
    }

    private Transition Delivered(StoredRows begun, EventMessage message, Change change, DispatchResult result, AttemptReport report)
    {
        report.Delivered(result);
        return _transitions.OnDispatched(Leased(begun, message), change, result);
    }

    private async Task<StoredRows?> RunAsync(StoredRows rows, Transition transition, AttemptReport report)
    {
        var now = await _effects.RunAsync(rows, report.Notes.AddTo(rows.Row!, transition.Effects));
        if (now?.Row is { } row && transition.Next is NextStep.Stop)
        {
            report.Decided(rows.Row!, row, transition);
        }

        return now;
    }

    private DecisionContext CreateContext(StoredRows rows, EventMessage message) =>
        new(message, rows.Row!, rows.Record, _clock.UtcNow, Random.Shared.NextDouble())
        {
            Handlers = _dispatcher.HandlersOf(rows.Row!.Resource),
        };

    private DecisionContext Leased(StoredRows rows, EventMessage message) => CreateContext(rows, message) with { HoldsLease = true };

    private static partial class Log
    {
        [LoggerMessage(EventId = 201, EventName = "ConcurrencyConflict", Level = LogLevel.Debug, Message = "{Id} was changed concurrently; deciding again.")]
        public static partial void ConcurrencyConflict(ILogger logger, StitchexEventId id);

        [LoggerMessage(EventId = 202, EventName = "MessageQuarantined", Level = LogLevel.Error, Message = "Unreadable queue message ({Length} characters) quarantined.")]
        public static partial void MessageQuarantined(ILogger logger, int length);

        [LoggerMessage(208, LogLevel.Information, "An event of {Record}, which was erased, is not processed.", EventName = "EventErased")]
        public static partial void EventErased(ILogger logger, string record);

        [LoggerMessage(
            EventId = 206,
            EventName = "RowUnreadable",
            Level = LogLevel.Error,
            Message = "The row of {Id}, or of its record, cannot be read by this version of the app. Its message is quarantined.")]
        public static partial void RowUnreadable(ILogger logger, StitchexEventId id);
    }
}
