using System.Diagnostics;

namespace Stitchex.Functions.Telemetry;

/// <summary>
/// The app's own spans. Where nobody listens, starting one costs a comparison and gives null. <see cref="SpanCatalogue"/> lists them; no span carries a
/// URL, a payload or anything secret.
/// </summary>
internal static class StitchexTelemetry
{
    /// <summary>The name of the source of spans and of the meter, for a listener to ask for.</summary>
    public const string Name = "Stitchex.Functions";

    private static readonly ActivitySource Source = new(Name);

    /// <summary>Gets the current trace as W3C <c>traceparent</c>, to travel in a message; null where nobody traces.</summary>
    public static string? TraceParent => Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity ? activity.Id : null;

    /// <summary>Starts a span for taking a delivery in.</summary>
    public static Activity? StartReceiving() => Source.StartActivity(SpanCatalogue.Receive.Name, SpanCatalogue.Receive.Kind);

    /// <summary>Starts a span for the processing of a message, in the trace that its event was received in. What invoked the function is linked to it.</summary>
    public static Activity? StartProcessing(string? traceParent)
    {
        var (name, kind) = (SpanCatalogue.Process.Name, SpanCatalogue.Process.Kind);
        return ActivityContext.TryParse(traceParent, traceState: null, isRemote: true, out var received)
            ? Source.StartActivity(name, kind, received, links: Activity.Current is { } invocation ? [new ActivityLink(invocation.Context)] : null)
            : Source.StartActivity(name, kind);
    }

    /// <summary>Starts a span for getting a record from the API, with all the requests that this takes.</summary>
    public static Activity? StartFetching(string resource) =>
        Source.StartActivity(SpanCatalogue.Fetch.Name, SpanCatalogue.Fetch.Kind)?.SetTag(AttributeKeys.Resource, resource);

    /// <summary>Starts a span for one request to the API.</summary>
    public static Activity? StartRequest(HttpRequestMessage request) => Source.StartActivity(SpanCatalogue.Request.Name, SpanCatalogue.Request.Kind)
        ?.SetTag(AttributeKeys.RequestMethod, request.Method.Method)
        .SetTag(AttributeKeys.ServerAddress, request.RequestUri?.Host)
        .SetTag(AttributeKeys.ServerPort, request.RequestUri?.Port);

    /// <summary>Starts a span for one handler's work.</summary>
    public static Activity? StartHandling(string handler) =>
        Source.StartActivity(SpanCatalogue.Handle.Name, SpanCatalogue.Handle.Kind)?.SetTag(AttributeKeys.Handler, handler);

    /// <summary>Marks a span as failed.</summary>
    /// <param name="span">The span, or null where nobody listens.</param>
    /// <param name="errorType">What kind of failure: one of few.</param>
    public static void Fail(this Activity? span, string errorType) => span?.SetTag(AttributeKeys.ErrorType, errorType).SetStatus(ActivityStatusCode.Error);
}
