using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Runtime.ExceptionServices;

namespace Stitchex.Functions.Tests.EndToEnd;

/// <summary>Keeps what anything in this process says in spans, in the tags of measurements, and in exceptions, caught ones too.</summary>
internal sealed class EmittedTelemetry : IDisposable
{
    private readonly ConcurrentQueue<string> _texts = [];
    private readonly ActivityListener _spans;
    private readonly MeterListener _measurements = new();

    public EmittedTelemetry()
    {
        _spans = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = Keep,
        };
        ActivitySource.AddActivityListener(_spans);
        _measurements.InstrumentPublished = (instrument, listener) => listener.EnableMeasurementEvents(instrument);
        _measurements.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Keep(instrument, tags));
        _measurements.SetMeasurementEventCallback<long>((instrument, _, tags, _) => Keep(instrument, tags));
        _measurements.SetMeasurementEventCallback<int>((instrument, _, tags, _) => Keep(instrument, tags));
        _measurements.Start();
        AppDomain.CurrentDomain.FirstChanceException += Keep;
    }

    public IReadOnlyCollection<string> Texts => [.. _texts];

    public void Dispose()
    {
        AppDomain.CurrentDomain.FirstChanceException -= Keep;
        _measurements.Dispose();
        _spans.Dispose();
    }

    private void Keep(Activity activity)
    {
        var tags = activity.TagObjects.Concat(activity.Events.SelectMany(e => e.Tags));
        _texts.Enqueue($"{activity.Source.Name} {activity.DisplayName} {activity.StatusDescription} {string.Join(' ', tags)} {string.Join(' ', activity.Baggage)}");
    }

    private void Keep(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        foreach (var tag in tags)
        {
            _texts.Enqueue($"{instrument.Name} {tag}");
        }
    }

    private void Keep(object? sender, FirstChanceExceptionEventArgs e) => _texts.Enqueue(e.Exception.ToString());
}
