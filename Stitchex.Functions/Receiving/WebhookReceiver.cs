using Microsoft.Extensions.Logging;
using Stitchex.Functions.Api;
using Stitchex.Functions.Events;
using Stitchex.Functions.Protocol;
using Stitchex.Functions.Storage;
using Stitchex.Functions.Telemetry;

namespace Stitchex.Functions.Receiving;

/// <summary>
/// Takes webhooks in. One insert decides whether an event is new, and nothing is read before it; a 2xx leaves only after the event's row and a message for
/// it are stored. The receiver never changes a row: joining an event that is already there is one message.
/// </summary>
public sealed partial class WebhookReceiver
{
    /// <summary>The largest body that is taken, in bytes (4 MiB). Stitchex's own limit is not known; an invoice with a thousand lines has about half of it.</summary>
    public const int MaxBodyLength = 4 * 1024 * 1024;

    // Senders in the field give up after 1.5 to 30 seconds. Past this, an honest 503 beats a response that nobody waits for.
    private static readonly TimeSpan StorageDeadline = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(30);

    private readonly EventStore _store;
    private readonly EventIndex _index;
    private readonly EventQueue _queue;
    private readonly ForgottenRecords _forgotten;
    private readonly ResourceCatalogue _catalogue;
    private readonly StorageClock _clock;
    private readonly TimeProvider _time;
    private readonly DeliveryReport _report;
    private readonly ILogger<WebhookReceiver> _logger;

    internal WebhookReceiver(
        EventStorage storage, ResourceCatalogue catalogue, StorageClock clock, TimeProvider time, StitchexMetrics metrics, ILogger<WebhookReceiver> logger)
    {
        _store = storage.Store;
        _index = storage.Index;
        _queue = storage.Queue;
        _forgotten = new ForgottenRecords(storage, time);
        _catalogue = catalogue;
        _clock = clock;
        _time = time;
        _report = new DeliveryReport(metrics, logger);
        _logger = logger;
    }

    /// <summary>Takes one delivery in.</summary>
    /// <param name="content">The request's body.</param>
    /// <param name="cancellationToken">
    /// Cancels the reading of the body. What follows has a deadline of its own instead: a sender that hangs up must not cut a write in two.
    /// </param>
    /// <returns>The response; every outcome has one.</returns>
    /// <exception cref="OperationCanceledException">The request was cancelled before its body was read; nothing was stored.</exception>
    public async Task<WebhookResponse> ReceiveAsync(Stream content, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(content);

        var started = _time.GetTimestamp();
        using var span = StitchexTelemetry.StartReceiving();
        var body = await ReadAsync(content, cancellationToken);
        var delivery = await TakeAsync(body, started);
        _report.Report(delivery, body.Length, _time.GetElapsedTime(started), span);
        return delivery.Response;
    }

    /// <summary>Reads a body.</summary>
    /// <returns>The event; or why the body is none.</returns>
    internal async Task<(StitchexEvent? Received, Rejection? Rejection)> ParseAsync(ReadOnlyMemory<byte> body)
    {
        var (content, rejection) = await UnpackAsync(body);
        StitchexEvent? received = null;
        if (rejection is not null || !WebhookBody.TryParse(content, _catalogue, out received, out rejection))
        {
            // Unpacking does not see each end that is missing.
            return (null, BodyEncoding.IsGzip(body.Span)
                ? rejection with { Text = $"{rejection.Text} It was compressed with gzip, which may be damaged." }
                : rejection);
        }

        return (received, null);
    }

    /// <summary>Receives a body that was quarantined, if it is an event today. Nothing is measured, or quarantined, once more.</summary>
    /// <returns>The id of the event when it and a message for it are stored; null where the body still is none.</returns>
    /// <exception cref="Azure.RequestFailedException">Storage is unavailable.</exception>
    internal async Task<StitchexEventId?> ReceiveAgainAsync(ReadOnlyMemory<byte> body, CancellationToken cancellationToken) =>
        await ParseAsync(body) is ({ } received, _)
        && (int)(await StoreAsync(received, started: null, cancellationToken)).Status is >= 200 and < 300
            ? received.Id
            : null;

    private async Task<Delivery> TakeAsync(ReadOnlyMemory<byte> body, long started)
    {
        using var deadline = new CancellationTokenSource(StorageDeadline, _time);
        if (body.Length > MaxBodyLength)
        {
            var tooLarge = new Rejection(RejectionReason.TooLarge, $"The body has {body.Length:N0} bytes.");
            await QuarantineAsync(body, tooLarge.Text, deadline.Token);
            return new Delivery(WebhookResponse.TooLarge(tooLarge.Text, MaxBodyLength), Received: null, tooLarge);
        }

        var (received, rejection) = await ParseAsync(body);
        if (rejection is not null)
        {
            await QuarantineAsync(body, rejection.Text, deadline.Token);
            var response = rejection.Reason == RejectionReason.TooLarge
                ? WebhookResponse.TooLarge(rejection.Text, MaxBodyLength)
                : WebhookResponse.NotAnEvent(rejection.Text);
            return new Delivery(response, Received: null, rejection);
        }

        try
        {
            return new Delivery(await StoreAsync(received!, started, deadline.Token), received);
        }
        catch (Exception e) when (IsStorageFailure(e))
        {
            return new Delivery(WebhookResponse.Unavailable(RetryAfter), received, Failure: e);
        }
    }

    // The event is what was packed, so that it is the same event as one that comes unpacked.
    private static async ValueTask<(ReadOnlyMemory<byte> Content, Rejection? Rejection)> UnpackAsync(ReadOnlyMemory<byte> body)
    {
        if (!BodyEncoding.IsGzip(body.Span))
        {
            return (body, null);
        }

        try
        {
            return await BodyEncoding.UnpackAsync(body, MaxBodyLength) is { } content
                ? (content, null)
                : (body, new Rejection(RejectionReason.TooLarge, $"The body unpacks to more than {MaxBodyLength:N0} bytes."));
        }
        catch (InvalidDataException)
        {
            return (body, new Rejection(RejectionReason.NotJson, "The body cannot be unpacked."));
        }
    }

    private async Task<WebhookResponse> StoreAsync(StitchexEvent received, long? started, CancellationToken deadline)
    {
        var now = _clock.UtcNow;
        if (await _forgotten.ContainsAsync(received.Id.PartitionKey, deadline))
        {
            // A delivery that did not know it yet may have ended before its message was stored: the processor removes what it stored.
            if (await _store.ReadReceiptAsync(received.Id, deadline) is not null)
            {
                await _queue.SendAsync(EventMessage.First(received, StitchexTelemetry.TraceParent), TimeSpan.Zero, deadline);
            }

            return WebhookResponse.Forgotten(received.Id);
        }

        var isNew = await _store.InsertAsync(received, now, deadline);

        // As near to the response as what is stored can tell: the message and the index entry, side by side, are all that follows.
        TimeSpan? storedAfter = started is { } timestamp ? _time.GetElapsedTime(timestamp) : null;
        var message = EventMessage.First(received, StitchexTelemetry.TraceParent, storedAfter);
        if (isNew)
        {
            await EnqueueNewAsync(received, message, now, deadline);
            return WebhookResponse.Accepted(received.Id);
        }

        if (!received.IsVersioned)
        {
            // The same again or a new change, nobody can tell: the record is fetched once more, and delivered only if it changed. The first delivery may have ended
            // before its index entry was stored.
            return await ReopenAsync(received, message, now, deadline);
        }

        // Its first delivery may have ended before its message or its index entry was stored.
        return await _store.ReadReceiptAsync(received.Id, deadline) switch
        {
            null => WebhookResponse.Unavailable(RetryAfter),

            // What this version cannot read may be for a newer one.
            { State: EventState.Unreadable } => await JoinAsync(received, message with { WriteIndexEntry = true }, deadline),

            { MayBeFetchedAlready: true } => await ReopenAsync(received, message, now, deadline),
            { State: EventState.Received } => await JoinAsync(received, message with { WriteIndexEntry = true }, deadline),

            // The record is going to be fetched anyway.
            { } stored => await RepeatAsync(received, stored.ReceivedAt, deadline),
        };
    }

    private async Task<WebhookResponse> RepeatAsync(StitchexEvent received, DateTimeOffset receivedAt, CancellationToken deadline)
    {
        await _index.WriteEntryAsync(IndexPartition.Day, IndexEntry.From(received, receivedAt), deadline);
        return WebhookResponse.Duplicate(received.Id);
    }

    private async Task EnqueueNewAsync(StitchexEvent received, EventMessage message, DateTimeOffset now, CancellationToken deadline)
    {
        var pointing = _index.WriteEntryAsync(IndexPartition.Day, IndexEntry.From(received, now), deadline);
        try
        {
            await _queue.SendAsync(message, TimeSpan.Zero, deadline);
        }
        finally
        {
            await pointing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        if (!pointing.IsCompletedSuccessfully)
        {
            Log.IndexEntryFailed(_logger, received.Id, pointing.Exception?.InnerException);
            await _queue.SendAsync(message with { WriteIndexEntry = true }, TimeSpan.Zero, deadline);
        }
    }

    private Task<WebhookResponse> ReopenAsync(StitchexEvent received, EventMessage message, DateTimeOffset now, CancellationToken deadline) =>
        JoinAsync(received, message with { Reopen = true, AskedAt = now, WriteIndexEntry = true }, deadline);

    private async Task<WebhookResponse> JoinAsync(StitchexEvent received, EventMessage message, CancellationToken deadline)
    {
        await _queue.SendAsync(message, TimeSpan.Zero, deadline);
        return WebhookResponse.Accepted(received.Id);
    }

    private async Task QuarantineAsync(ReadOnlyMemory<byte> body, string reason, CancellationToken deadline)
    {
        try
        {
            await _index.QuarantineAsync(new QuarantinedItem(QuarantinedItem.BodyKind, reason, body, _clock.UtcNow), deadline);
        }
        catch (Exception e) when (IsStorageFailure(e))
        {
            // The response does not depend on it.
            Log.QuarantineFailed(_logger, e);
        }
    }

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(Stream content, CancellationToken cancellationToken)
    {
        // The worker holds the whole body in memory already; reading it from there saves a copy.
        if (content is MemoryStream memory && memory.TryGetBuffer(out var buffer))
        {
            return buffer.AsMemory((int)memory.Position);
        }

        using var copy = new MemoryStream();
        await content.CopyToAsync(copy, cancellationToken);
        return copy.GetBuffer().AsMemory(0, (int)copy.Length);
    }

    // Its own deadline counts: that the sender hangs up does not get here.
    private static bool IsStorageFailure(Exception e) => StorageFailure.Is(e) || e is OperationCanceledException;

    private static partial class Log
    {
        [LoggerMessage(EventId = 103, EventName = "IndexEntryFailed", Level = LogLevel.Warning, Message = "The index entry of {Id} could not be written; the processor will write it.")]
        public static partial void IndexEntryFailed(ILogger logger, StitchexEventId id, Exception? exception);

        [LoggerMessage(EventId = 104, EventName = "QuarantineFailed", Level = LogLevel.Warning, Message = "A rejected body could not be quarantined.")]
        public static partial void QuarantineFailed(ILogger logger, Exception exception);
    }
}
