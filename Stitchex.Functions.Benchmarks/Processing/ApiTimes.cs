using System.Diagnostics.Metrics;
using Stitchex.Functions.Telemetry;

namespace Stitchex.Functions.Benchmarks.Processing;

/// <summary>How long the API's responses take, as the receiver measures them: a timer's lateness and the way there and back are in it.</summary>
internal sealed class ApiTimes : IDisposable
{
    private readonly MeterListener _listener;
    private readonly Lock _lock = new();
    private double _seconds;
    private int _count;

    /// <summary>Begins to listen.</summary>
    public ApiTimes()
    {
        _listener = new MeterListener
        {
            InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Name == MetricCatalogue.ApiRequest.Name)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        _listener.SetMeasurementEventCallback<double>((_, seconds, _, _) => Add(seconds));
        _listener.Start();
    }

    /// <summary>Gets their mean.</summary>
    public TimeSpan Mean => TimeSpan.FromSeconds(_seconds / _count);

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    private void Add(double seconds)
    {
        lock (_lock)
        {
            _seconds += seconds;
            _count++;
        }
    }
}
