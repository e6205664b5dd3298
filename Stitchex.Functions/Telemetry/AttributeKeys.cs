namespace Stitchex.Functions.Telemetry;

/// <summary>The names of attributes of metrics and spans; OpenTelemetry's own where it has one.</summary>
internal static class AttributeKeys
{
    /// <summary>What became of a delivery, an event or a login.</summary>
    public const string Outcome = "stitchex.outcome";

    /// <summary>The resource.</summary>
    public const string Resource = "stitchex.resource";

    /// <summary>Why a delivery was rejected.</summary>
    public const string Reason = "stitchex.reason";

    /// <summary>How a record differs from what was delivered of it.</summary>
    public const string Difference = "stitchex.difference";

    /// <summary>How an attempt ended.</summary>
    public const string Result = "stitchex.result";

    /// <summary>How a login was asked for.</summary>
    public const string Grant = "stitchex.grant";

    /// <summary>The event's id.</summary>
    public const string EventId = "stitchex.event.id";

    /// <summary>The sequence number of the event's message.</summary>
    public const string Sequence = "stitchex.sequence";

    /// <summary>Which attempt it was since the event was opened.</summary>
    public const string Attempt = "stitchex.attempt";

    /// <summary>The handler's type.</summary>
    public const string Handler = "stitchex.handler";

    /// <summary>The queue.</summary>
    public const string Queue = "messaging.destination.name";

    /// <summary>The kind of a failure.</summary>
    public const string ErrorType = "error.type";

    /// <summary>The status of a response.</summary>
    public const string StatusCode = "http.response.status_code";

    /// <summary>The method of a request.</summary>
    public const string RequestMethod = "http.request.method";

    /// <summary>The name of a destination.</summary>
    public const string Destination = "stitchex.destination";

    /// <summary>The host that a request goes to.</summary>
    public const string ServerAddress = "server.address";

    /// <summary>The port that a request goes to.</summary>
    public const string ServerPort = "server.port";
}
