using System.Diagnostics;

namespace Stitchex.Functions.Telemetry;

/// <summary>The app's own spans.</summary>
internal static class StitchexTelemetry
{
    /// <summary>The name of the source, for a listener to ask for.</summary>
    public const string SourceName = "Stitchex.Functions";

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>Gets the current trace as W3C <c>traceparent</c>, to travel in a message; null where nobody traces.</summary>
    public static string? TraceParent => Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity ? activity.Id : null;

    /// <summary>Starts a span for the processing of a message, in the trace that its event was received in.</summary>
    public static Activity? StartProcessing(string? traceParent) => Source.StartActivity("process event", ActivityKind.Consumer, traceParent);
}
