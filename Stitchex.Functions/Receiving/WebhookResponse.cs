using System.Net;
using System.Text.Json;
using Stitchex.Functions.Events;

namespace Stitchex.Functions.Receiving;

/// <summary>The response to a webhook. Stitchex reads only whether the status is 2xx; the rest is for the person who looks.</summary>
public sealed record WebhookResponse
{
    private WebhookResponse(HttpStatusCode status, string contentType, byte[] body)
    {
        Status = status;
        ContentType = contentType;
        Body = body;
    }

    /// <summary>
    /// Gets the HTTP status: 200 or 202 when the event is safe, or its record is to stay erased; 400 or 413 when the body is none; 503 when it
    /// should be sent again.
    /// </summary>
    public HttpStatusCode Status { get; }

    /// <summary>Gets the body's media type: <c>application/json</c>, or <c>application/problem+json</c> (RFC 9457) for what was rejected.</summary>
    public string ContentType { get; }

    /// <summary>Gets the body, UTF-8 JSON. It never repeats what was received.</summary>
    public ReadOnlyMemory<byte> Body { get; }

    /// <summary>Gets when to send the event again; null when it needs not be.</summary>
    public TimeSpan? RetryAfter { get; private init; }

    /// <summary>Gets a value indicating whether nothing of the event is kept, because its record is to stay erased.</summary>
    internal bool IsForgotten { get; private init; }

    /// <summary>The event is stored and will be processed.</summary>
    internal static WebhookResponse Accepted(StitchexEventId id) => Success(HttpStatusCode.Accepted, id, "accepted");

    /// <summary>The event is stored already and was, or will be, processed.</summary>
    internal static WebhookResponse Duplicate(StitchexEventId id) => Success(HttpStatusCode.OK, id, "duplicate");

    /// <summary>Nothing of the event is kept, because its record is to stay erased.</summary>
    internal static WebhookResponse Forgotten(StitchexEventId id) =>
        Success(HttpStatusCode.OK, id, "forgotten") with { IsForgotten = true };

    /// <summary>The body is not an event.</summary>
    internal static WebhookResponse NotAnEvent(string reason) => Problem(HttpStatusCode.BadRequest, "Not a Stitchex event", reason);

    /// <summary>The body is larger than is read.</summary>
    internal static WebhookResponse TooLarge(string reason, int limit) =>
        Problem(HttpStatusCode.RequestEntityTooLarge, "The body is too large", $"{reason} At most {limit:N0} are taken.");

    /// <summary>Storage is unavailable, so nothing is promised.</summary>
    internal static WebhookResponse Unavailable(TimeSpan retryAfter) =>
        Problem(HttpStatusCode.ServiceUnavailable, "The event could not be stored", "This delivery was not stored. Send it again.") with { RetryAfter = retryAfter };

    private static WebhookResponse Success(HttpStatusCode status, StitchexEventId id, string outcome) =>
        new(status, "application/json", JsonSerializer.SerializeToUtf8Bytes(new SuccessBody(id.ToString(), outcome), WebhookJson.Readable.SuccessBody));

    private static WebhookResponse Problem(HttpStatusCode status, string title, string detail) =>
        new(status, "application/problem+json", JsonSerializer.SerializeToUtf8Bytes(new ProblemBody(title, (int)status, detail), WebhookJson.Readable.ProblemBody));
}
