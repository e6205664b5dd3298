using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Stitchex.Functions.Telemetry;

namespace Stitchex.Functions.Tests.Telemetry;

/// <summary>Listens to the metrics of one app, and to no other's in the process.</summary>
internal sealed class RecordedMetrics : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentQueue<Instrument> _instruments = [];
    private readonly ConcurrentQueue<Measurement> _measurements = [];

    public RecordedMetrics(IServiceProvider services)
    {
        var scope = services.GetRequiredService<IMeterFactory>();
        services.GetRequiredService<StitchexMetrics>();
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == StitchexTelemetry.Name && ReferenceEquals(instrument.Meter.Scope, scope))
            {
                _instruments.Enqueue(instrument);
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.Start();
    }

    /// <summary>Gets the instruments that the app has made.</summary>
    public IReadOnlyCollection<Instrument> Instruments => [.. _instruments];

    /// <summary>Gets what was measured so far.</summary>
    public IReadOnlyCollection<Measurement> All => [.. _measurements];

    /// <summary>The attributes of each measurement of a metric.</summary>
    public IEnumerable<string> For(string metric) => All.Where(measurement => measurement.Metric == metric).Select(measurement => measurement.Attributes);

    /// <summary>What was measured last of a metric.</summary>
    public double Last(string metric, string attributes = "") => All.Last(measurement => (measurement.Metric, measurement.Attributes) == (metric, attributes)).Value;

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var attributes = new List<string>();
        foreach (var (key, text) in tags)
        {
            attributes.Add($"{key}={text}");
        }

        _measurements.Enqueue(new Measurement(instrument.Name, value, string.Join(' ', attributes)));
    }
}
