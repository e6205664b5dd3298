using System.Diagnostics;
using System.Diagnostics.Metrics;
using Stitchex.Functions.Events;

namespace Stitchex.Functions.Telemetry;

/// <summary>The app's metrics. <see cref="MetricCatalogue"/> says what each means. Where nobody listens, measuring costs a comparison.</summary>
internal sealed class StitchexMetrics
{
    private readonly ResourceCatalogue _catalogue;
    private readonly Counter<long> _deliveries;
    private readonly Counter<long> _rejections;
    private readonly Counter<long> _unusableTimes;
    private readonly Histogram<double> _acknowledgement;
    private readonly Histogram<double> _waiting;
    private readonly Counter<long> _attempts;
    private readonly Counter<long> _completed;
    private readonly Counter<long> _deadLettered;
    private readonly Gauge<long> _unresolved;
    private readonly Gauge<long> _quarantined;
    private readonly Histogram<double> _apiRequest;
    private readonly Counter<long> _logins;
    private readonly Gauge<double> _oldestWaiting;
    private readonly Gauge<long> _open;
    private readonly Gauge<long> _queueLength;
    private readonly Gauge<double> _destinationInterruption;
    private readonly Histogram<double> _destinationDelivery;
    private readonly Counter<long> _differences;

    /// <summary>Makes the instruments.</summary>
    public StitchexMetrics(IMeterFactory meters, ResourceCatalogue catalogue)
    {
        _catalogue = catalogue;
        var meter = meters.Create(StitchexTelemetry.Name);
        _deliveries = Counter(meter, MetricCatalogue.Deliveries);
        _rejections = Counter(meter, MetricCatalogue.Rejections);
        _unusableTimes = Counter(meter, MetricCatalogue.UnusableTimes);
        _acknowledgement = Histogram(meter, MetricCatalogue.Acknowledgement);
        _waiting = Histogram(meter, MetricCatalogue.Waiting);
        _attempts = Counter(meter, MetricCatalogue.Attempts);
        _completed = Counter(meter, MetricCatalogue.Completed);
        _deadLettered = Counter(meter, MetricCatalogue.DeadLettered);
        _unresolved = Gauge<long>(meter, MetricCatalogue.Unresolved);
        _quarantined = Gauge<long>(meter, MetricCatalogue.Quarantined);
        _apiRequest = Histogram(meter, MetricCatalogue.ApiRequest);
        _logins = Counter(meter, MetricCatalogue.Logins);
        _oldestWaiting = Gauge<double>(meter, MetricCatalogue.OldestWaiting);
        _open = Gauge<long>(meter, MetricCatalogue.Open);
        _queueLength = Gauge<long>(meter, MetricCatalogue.QueueLength);
        _destinationInterruption = Gauge<double>(meter, MetricCatalogue.DestinationInterruption);
        _destinationDelivery = Histogram(meter, MetricCatalogue.DestinationDelivery);
        _differences = Counter(meter, MetricCatalogue.Differences);
    }

    /// <summary>A delivery got its response.</summary>
    /// <param name="outcome">Its outcome.</param>
    /// <param name="resource">The event's resource; null where the body is no event.</param>
    /// <param name="took">How long that took.</param>
    public void Delivered(DeliveryOutcome outcome, string? resource, TimeSpan took)
    {
        var name = TelemetryName<DeliveryOutcome>.From(outcome);
        _deliveries.Add(1, new TagList { { AttributeKeys.Outcome, name }, { AttributeKeys.Resource, Bounded(resource) } });
        _acknowledgement.Record(took.TotalSeconds, new TagList { { AttributeKeys.Outcome, name } });
    }

    /// <summary>A body was rejected.</summary>
    public void Rejected(RejectionReason reason) => _rejections.Add(1, new TagList { { AttributeKeys.Reason, TelemetryName<RejectionReason>.From(reason) } });

    /// <summary>An <c>updated_at</c> does not order versions.</summary>
    public void TimeUnusable(RecordTimeDefect defect, string resource) => _unusableTimes.Add(
        1,
        new TagList { { AttributeKeys.Reason, TelemetryName<RecordTimeDefect>.From(defect) }, { AttributeKeys.Resource, Bounded(resource) } });

    /// <summary>The first attempt at an event began.</summary>
    public void Began(string resource, TimeSpan waited) => _waiting.Record(waited.TotalSeconds, new TagList { { AttributeKeys.Resource, Bounded(resource) } });

    /// <summary>An attempt ended.</summary>
    public void Attempted(AttemptResult result, string resource) =>
        _attempts.Add(1, new TagList { { AttributeKeys.Result, TelemetryName<AttemptResult>.From(result) }, { AttributeKeys.Resource, Bounded(resource) } });

    /// <summary>An event became final.</summary>
    public void Ended(EventState state, EventOutcome outcome, string resource) =>
        (state == EventState.DeadLettered ? _deadLettered : _completed).Add(
        1, new TagList { { AttributeKeys.Outcome, TelemetryName<EventOutcome>.From(outcome) }, { AttributeKeys.Resource, Bounded(resource) } });

    /// <summary>The sweep has counted the dead-lettered events that nobody has dealt with.</summary>
    /// <param name="counts">How many, by their outcome. One that is not there has none, which is measured as well: it may have had some before.</param>
    public void Unresolved(IReadOnlyDictionary<EventOutcome, int> counts)
    {
        foreach (var outcome in MetricCatalogue.DeadLetteredOutcomes)
        {
            _unresolved.Record(counts.GetValueOrDefault(outcome), new TagList { { AttributeKeys.Outcome, TelemetryName<EventOutcome>.From(outcome) } });
        }
    }

    /// <summary>The sweep has counted what is in the quarantine.</summary>
    public void Quarantined(int count) => _quarantined.Record(count);

    /// <summary>The API responded to a request.</summary>
    public void RequestCompleted(int status, TimeSpan took) => _apiRequest.Record(took.TotalSeconds, new TagList { { AttributeKeys.StatusCode, status } });

    /// <summary>A request to the API had no response.</summary>
    public void RequestFailed(string errorType, TimeSpan took) => _apiRequest.Record(took.TotalSeconds, new TagList { { AttributeKeys.ErrorType, errorType } });

    /// <summary>A token was asked for.</summary>
    public void LoggedIn(LoginGrant grant, LoginOutcome outcome) => _logins.Add(
        1, new TagList { { AttributeKeys.Grant, TelemetryName<LoginGrant>.From(grant) }, { AttributeKeys.Outcome, TelemetryName<LoginOutcome>.From(outcome) } });

    /// <summary>A delivery to a destination ended.</summary>
    public void DeliveredTo(string destination, string result, TimeSpan took) => _destinationDelivery.Record(
        took.TotalSeconds, new TagList { { AttributeKeys.Destination, destination }, { AttributeKeys.Result, result } });

    /// <summary>The sweep has looked at a destination.</summary>
    public void Interrupted(string destination, TimeSpan duration) =>
        _destinationInterruption.Record(duration.TotalSeconds, new TagList { { AttributeKeys.Destination, destination } });

    /// <summary>A reconciliation has found records that differ.</summary>
    public void Differ(string difference, int count) => _differences.Add(count, new TagList { { AttributeKeys.Difference, difference } });

    /// <summary>The sweep has looked at the events that are not done.</summary>
    public void Open(int count, TimeSpan oldest)
    {
        _open.Record(count);
        _oldestWaiting.Record(oldest.TotalSeconds);
    }

    /// <summary>The sweep has asked how long a queue is.</summary>
    public void QueueLength(string queue, int length) => _queueLength.Record(length, new TagList { { AttributeKeys.Queue, queue } });

    private string Bounded(string? resource) => resource is not null && _catalogue.Knows(resource) ? resource : MetricCatalogue.OtherResource;

    private static Counter<long> Counter(Meter meter, MetricDescription metric) => meter.CreateCounter<long>(metric.Name, metric.Unit, metric.Description);

    private static Histogram<double> Histogram(Meter meter, MetricDescription metric) => meter.CreateHistogram(
        metric.Name, metric.Unit, metric.Description, tags: null, new InstrumentAdvice<double> { HistogramBucketBoundaries = metric.Boundaries });

    private static Gauge<T> Gauge<T>(Meter meter, MetricDescription metric)
        where T : struct => meter.CreateGauge<T>(metric.Name, metric.Unit, metric.Description);
}
