using System.Collections.Concurrent;
using System.Diagnostics;
using Stitchex.Functions.Telemetry;

namespace Stitchex.Functions.Tests.Telemetry;

/// <summary>Listens to the app's spans, and to those of the web servers that it calls.</summary>
internal sealed class RecordedSpans : IDisposable
{
    private const string WebServers = "Microsoft.AspNetCore";

    private readonly ActivityListener _listener;
    private readonly ConcurrentQueue<Activity> _ended = [];

    public RecordedSpans()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name is StitchexTelemetry.Name or WebServers,
            Sample = static (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = _ended.Enqueue,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    /// <summary>The app's spans of a trace, in the order in which they began.</summary>
    public IReadOnlyList<Activity> For(ActivityTraceId trace) =>
        [.. _ended.Where(span => span.TraceId == trace && span.Source.Name == StitchexTelemetry.Name).OrderBy(span => span.StartTimeUtc)];

    /// <summary>Whether a web server served a request in a trace.</summary>
    public bool ServedIn(ActivityTraceId trace) => _ended.Any(span => span.TraceId == trace && span.Source.Name == WebServers);

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();
}
