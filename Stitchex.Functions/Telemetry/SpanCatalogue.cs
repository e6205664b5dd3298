using System.Diagnostics;

namespace Stitchex.Functions.Telemetry;

/// <summary>All spans of the app. docs/telemetry.md is made of this list.</summary>
internal static class SpanCatalogue
{
    /// <summary>A delivery.</summary>
    public static readonly SpanDescription Receive = new(
        "receive webhook",
        ActivityKind.Internal,
        "taking one delivery in, below the host's and the worker's spans for the request; the message that it leaves carries its `traceparent`",
        AttributeKeys.Outcome,
        AttributeKeys.EventId,
        AttributeKeys.Resource,
        AttributeKeys.StatusCode,
        AttributeKeys.ErrorType);

    /// <summary>A message.</summary>
    public static readonly SpanDescription Process = new(
        "process event",
        ActivityKind.Consumer,
        "one attempt at an event, a child of the span that received it and linked to the invocation that carries it out",
        AttributeKeys.Result,
        AttributeKeys.Outcome,
        AttributeKeys.EventId,
        AttributeKeys.Resource,
        AttributeKeys.Sequence,
        AttributeKeys.Attempt,
        AttributeKeys.Queue,
        AttributeKeys.ErrorType);

    /// <summary>A fetch.</summary>
    public static readonly SpanDescription Fetch = new(
        "fetch record",
        ActivityKind.Internal,
        "getting one record from the API, with all the requests that this takes, a login among them",
        AttributeKeys.Resource,
        AttributeKeys.StatusCode,
        AttributeKeys.ErrorType);

    /// <summary>A request.</summary>
    public static readonly SpanDescription Request = new(
        "request to Stitchex",
        ActivityKind.Client,
        "one request to the API, until the head of its response is there",
        AttributeKeys.RequestMethod,
        AttributeKeys.ServerAddress,
        AttributeKeys.ServerPort,
        AttributeKeys.StatusCode,
        AttributeKeys.ErrorType);

    /// <summary>A handler.</summary>
    public static readonly SpanDescription Handle = new(
        "handle record",
        ActivityKind.Internal,
        "one handler taking one change; spans that the handler starts are below it",
        AttributeKeys.Handler,
        AttributeKeys.ErrorType);

    /// <summary>Gets all of them.</summary>
    public static IReadOnlyList<SpanDescription> All { get; } = [Receive, Process, Fetch, Request, Handle];
}
