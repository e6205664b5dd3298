using Stitchex.Functions.Configuration;
using Stitchex.Functions.Events;

namespace Stitchex.Functions.Telemetry;

/// <summary>All metrics of the app. The instruments and docs/telemetry.md are made of this list.</summary>
internal static class MetricCatalogue
{
    private static readonly MetricAttribute Resource = new(AttributeKeys.Resource, "<a resource of the catalogue or of settings>", OtherResource);
    private static readonly MetricAttribute DeliveryOutcomes = new(AttributeKeys.Outcome, TelemetryName<DeliveryOutcome>.All);

    private static readonly double[] RequestBoundaries = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 15, 30];
    private static readonly double[] WaitingBoundaries = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600, 6 * 3600, 24 * 3600];

    /// <summary>The outcomes of events that were dead-lettered.</summary>
    public static readonly EventOutcome[] DeadLetteredOutcomes =
    [
        EventOutcome.RetriesExhausted, EventOutcome.Rejected, EventOutcome.NoRecordId, EventOutcome.OtherOrganisation, EventOutcome.EndpointUnknown,
        EventOutcome.CrashLoop,
    ];

    /// <summary>What stands for every resource that nobody named beforehand: names come from outside, and each would be a time series.</summary>
    public const string OtherResource = "other";

    /// <summary>Deliveries.</summary>
    public static readonly MetricDescription Deliveries = new(
        "stitchex.webhook.deliveries", MetricKind.Counter, "{delivery}", "Webhooks that got a response.", DeliveryOutcomes, Resource);

    /// <summary>Rejections.</summary>
    public static readonly MetricDescription Rejections = new(
        "stitchex.webhook.rejections",
        MetricKind.Counter,
        "{delivery}",
        "Webhooks whose body was rejected.",
        new MetricAttribute(AttributeKeys.Reason, TelemetryName<RejectionReason>.All));

    /// <summary>Times that do not order versions.</summary>
    public static readonly MetricDescription UnusableTimes = new(
        "stitchex.record.unusable_times",
        MetricKind.Counter,
        "{time}",
        "Values of `updated_at`, in webhooks and in records, that do not order versions: they cannot be read, have no offset from UTC, or "
        + "lie far ahead of storage's clock.",
        new MetricAttribute(
            AttributeKeys.Reason,
            TelemetryName<RecordTimeDefect>.From(RecordTimeDefect.NoOffset),
            TelemetryName<RecordTimeDefect>.From(RecordTimeDefect.Unreadable),
            TelemetryName<RecordTimeDefect>.From(RecordTimeDefect.Ahead)),
        Resource);

    /// <summary>How long Stitchex waits.</summary>
    public static readonly MetricDescription Acknowledgement = new(
        "stitchex.webhook.acknowledgement.duration",
        MetricKind.Histogram,
        "s",
        "How long a webhook took from the function's start to its response, the reading of the body included.",
        DeliveryOutcomes)
    {
        Boundaries = RequestBoundaries,
    };

    /// <summary>How long events wait.</summary>
    public static readonly MetricDescription Waiting = new(
        "stitchex.event.waiting.duration",
        MetricKind.Histogram,
        "s",
        "How long an event waited from its receipt to the start of its first attempt, by storage's clock. Retries and replays do not count.",
        Resource)
    {
        Boundaries = WaitingBoundaries,
    };

    /// <summary>Attempts.</summary>
    public static readonly MetricDescription Attempts = new(
        "stitchex.event.attempts",
        MetricKind.Counter,
        "{attempt}",
        "Attempts at events, by how they ended. Messages that were only rescheduled to wait do not count.",
        new MetricAttribute(AttributeKeys.Result, TelemetryName<AttemptResult>.All),
        Resource);

    /// <summary>Events that are done.</summary>
    public static readonly MetricDescription Completed = new(
        "stitchex.event.completed",
        MetricKind.Counter,
        "{event}",
        "Events that are done.",
        Outcomes(
            EventOutcome.Handled,
            EventOutcome.Unchanged,
            EventOutcome.Superseded,
            EventOutcome.VersionNeverAppeared,
            EventOutcome.WentBack,
            EventOutcome.Deleted,
            EventOutcome.NotDeleted,
            EventOutcome.NotFound,
            EventOutcome.Ignored,
            EventOutcome.Reassigned),
        Resource);

    /// <summary>Events that were dead-lettered.</summary>
    public static readonly MetricDescription DeadLettered = new(
        "stitchex.event.dead_lettered", MetricKind.Counter, "{event}", "Events that were dead-lettered.", Outcomes(DeadLetteredOutcomes), Resource);

    /// <summary>Events that are dead-lettered now.</summary>
    public static readonly MetricDescription Unresolved = new(
        "stitchex.event.unresolved",
        MetricKind.Gauge,
        "{event}",
        "How many dead-lettered events nobody has replayed or resolved yet, counted from the newest on until 1,000 are found or 10,000 are read. Measured by `SweepEvents`.",
        Outcomes(DeadLetteredOutcomes));

    /// <summary>What is in the quarantine.</summary>
    public static readonly MetricDescription Quarantined = new(
        "stitchex.quarantine.items",
        MetricKind.Gauge,
        "{item}",
        "How many bodies and messages are in the quarantine, up to 1,000. Measured by `SweepEvents`.");

    /// <summary>How long the API takes.</summary>
    public static readonly MetricDescription ApiRequest = new(
        "stitchex.api.request.duration",
        MetricKind.Histogram,
        "s",
        "How long a request to the API took until the head of its response was there. It has a status, or else the type of its failure; what the circuit breaker held back was no request.",
        new MetricAttribute(AttributeKeys.StatusCode, "<the status>"),
        new MetricAttribute(AttributeKeys.ErrorType, "timeout", "cancelled", "<the name of .NET's HttpRequestError, such as connection_error>"))
    {
        Boundaries = RequestBoundaries,
    };

    /// <summary>Logins.</summary>
    public static readonly MetricDescription Logins = new(
        "stitchex.api.logins",
        MetricKind.Counter,
        "{login}",
        "Tokens that were asked for. A fixed token is never asked for.",
        new MetricAttribute(AttributeKeys.Grant, TelemetryName<LoginGrant>.All),
        new MetricAttribute(AttributeKeys.Outcome, TelemetryName<LoginOutcome>.All));

    /// <summary>The oldest event.</summary>
    public static readonly MetricDescription OldestWaiting = new(
        "stitchex.event.oldest_waiting.age",
        MetricKind.Gauge,
        "s",
        "How long ago the oldest event that is not done was opened, 0 where there is none. Measured by `SweepEvents`, which takes an event up when it has waited for about a quarter of an hour.");

    /// <summary>Events that are not done.</summary>
    public static readonly MetricDescription Open = new(
        "stitchex.event.open",
        MetricKind.Gauge,
        "{event}",
        "How many events that are not done `SweepEvents` looked at: all that have waited for about a quarter of an hour, up to 1,000.");

    /// <summary>Messages.</summary>
    public static readonly MetricDescription QueueLength = new(
        "stitchex.queue.length",
        MetricKind.Gauge,
        "{message}",
        "About how many messages a queue holds, hidden ones included. Measured by `SweepEvents`.",
        new MetricAttribute(AttributeKeys.Queue, StorageNames.EventsQueue, StorageNames.PoisonQueue));

    /// <summary>What destinations say.</summary>
    public static readonly MetricDescription DestinationDelivery = new(
        "stitchex.destination.delivery.duration",
        MetricKind.Histogram,
        "s",
        "How long a delivery to a destination took, by how it ended. What is held back, or stopped, is not delivered.",
        new MetricAttribute(AttributeKeys.Destination, "<a destination's name>"),
        new MetricAttribute(AttributeKeys.Result, "accepted", "rejected", "later", "gone", "failed"))
    {
        Boundaries = RequestBoundaries,
    };

    /// <summary>Destinations that accept nothing.</summary>
    public static readonly MetricDescription DestinationInterruption = new(
        "stitchex.destination.interruption.duration",
        MetricKind.Gauge,
        "s",
        "For how long a destination has accepted no event because it is stopped, held back, or fails; 0 otherwise. Measured by `SweepEvents`.",
        new MetricAttribute(AttributeKeys.Destination, "<a destination's name>"));

    /// <summary>What no webhook told of.</summary>
    public static readonly MetricDescription Differences = new(
        "stitchex.reconcile.differences",
        MetricKind.Counter,
        "{record}",
        "Records that no webhook told of: a reconciliation found that they differ from what was delivered, by how they differ.",
        new MetricAttribute(AttributeKeys.Difference, "missing", "older", "ahead", "gone"));

    /// <summary>Gets all of them.</summary>
    public static IReadOnlyList<MetricDescription> All { get; } =
    [
        Deliveries, Rejections, UnusableTimes, Acknowledgement, Waiting, Attempts, Completed, DeadLettered, Unresolved, Quarantined, ApiRequest,
        Logins, OldestWaiting, Open, QueueLength, DestinationDelivery, DestinationInterruption, Differences,
    ];

    private static MetricAttribute Outcomes(params EventOutcome[] outcomes) =>
        new(AttributeKeys.Outcome, Array.ConvertAll(outcomes, TelemetryName<EventOutcome>.From));
}
