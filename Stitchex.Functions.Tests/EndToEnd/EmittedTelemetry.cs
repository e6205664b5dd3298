using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Runtime.ExceptionServices;
using Microsoft.Extensions.DependencyInjection;
using Stitchex.Local.Hosting.Worker;

namespace Stitchex.Functions.Tests.EndToEnd;

/// <summary>Writes to a file what anything in the worker process says in spans, in the tags of measurements, and in exceptions, caught ones too.</summary>
internal sealed class EmittedTelemetry
{
    private const string PathVariable = "TelemetryPath";

    private readonly Lock _lock = new();
    private readonly string _path;
    private readonly MeterListener _measurements = new();

    private EmittedTelemetry(string path)
    {
        _path = path;
        ActivitySource.AddActivityListener(new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = Keep,
        });
        _measurements.InstrumentPublished = (instrument, listener) => listener.EnableMeasurementEvents(instrument);
        _measurements.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Keep(instrument, tags));
        _measurements.SetMeasurementEventCallback<long>((instrument, _, tags, _) => Keep(instrument, tags));
        _measurements.SetMeasurementEventCallback<int>((instrument, _, tags, _) => Keep(instrument, tags));
        _measurements.Start();
        AppDomain.CurrentDomain.FirstChanceException += Keep;
    }

    /// <summary>Makes the extension that has a worker write to a file.</summary>
    public static WorkerExtension Extension(string path) => new(typeof(EmittedTelemetry), new Dictionary<string, string> { [PathVariable] = path });

    internal static void Configure(IServiceCollection services) =>
        services.AddSingleton(new EmittedTelemetry(Environment.GetEnvironmentVariable(WorkerExtension.VariablePrefix + PathVariable)!));

    private void Keep(Activity activity)
    {
        var tags = activity.TagObjects.Concat(activity.Events.SelectMany(e => e.Tags));
        Write($"{activity.Source.Name} {activity.DisplayName} {activity.StatusDescription} {string.Join(' ', tags)} {string.Join(' ', activity.Baggage)}");
    }

    private void Keep(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        foreach (var tag in tags)
        {
            Write($"{instrument.Name} {tag}");
        }
    }

    private void Keep(object? sender, FirstChanceExceptionEventArgs e) => Write(e.Exception.ToString());

    private void Write(string text)
    {
        lock (_lock)
        {
            File.AppendAllText(_path, $"{text}\n");
        }
    }
}
