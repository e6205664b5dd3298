using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Stitchex.Functions.Receiving;
using Stitchex.Functions.Records;

namespace Stitchex.Functions.Operations.Http;

/// <summary>The response to an operator. Every outcome is one: errors are problems as RFC 9457 describes them.</summary>
public sealed record OperatorResponse
{
    private OperatorResponse(HttpStatusCode status, string? contentType, ReadOnlyMemory<byte> body)
    {
        Status = status;
        ContentType = contentType;
        Body = body;
    }

    /// <summary>Gets the HTTP status.</summary>
    public HttpStatusCode Status { get; }

    /// <summary>Gets the body's media type; null where there is no body.</summary>
    public string? ContentType { get; }

    /// <summary>Gets the body.</summary>
    public ReadOnlyMemory<byte> Body { get; }

    /// <summary>Gets where what was made can be found; null where nothing was.</summary>
    public string? Location { get; private init; }

    /// <summary>Gets when what it shows was changed; null where that is not told.</summary>
    public DateTimeOffset? ModifiedAt { get; private init; }

    /// <summary>A response without a body.</summary>
    internal static readonly OperatorResponse Empty = new(HttpStatusCode.NoContent, contentType: null, body: default);

    /// <summary>A value as JSON.</summary>
    internal static OperatorResponse Json<T>(T value, JsonTypeInfo<T> type, HttpStatusCode status = HttpStatusCode.OK, string? location = null) =>
        new(status, "application/json; charset=utf-8", JsonSerializer.SerializeToUtf8Bytes(value, type)) { Location = location };

    /// <summary>A body of another kind.</summary>
    internal static OperatorResponse Content(string contentType, ReadOnlyMemory<byte> body, DateTimeOffset? modifiedAt = null) =>
        new(HttpStatusCode.OK, contentType, body) { ModifiedAt = modifiedAt };

    /// <summary>What was asked for cannot be done.</summary>
    /// <param name="status">The HTTP status.</param>
    /// <param name="title">What kind of error it is.</param>
    /// <param name="detail">What was found, and what to do.</param>
    internal static OperatorResponse Problem(HttpStatusCode status, string title, string detail) => new(
        status, "application/problem+json; charset=utf-8", JsonSerializer.SerializeToUtf8Bytes(new ProblemBody(title, (int)status, detail), WebhookJson.Readable.ProblemBody));

    /// <summary>The request itself is invalid.</summary>
    internal static OperatorResponse BadRequest(string detail) => Problem(HttpStatusCode.BadRequest, "The request cannot be understood", detail);

    /// <summary>There is no such thing.</summary>
    internal static OperatorResponse NotFound(string detail) => Problem(HttpStatusCode.NotFound, "Not found", detail);

    /// <summary>It is not as it would have to be.</summary>
    internal static OperatorResponse Conflict(string detail) => Problem(HttpStatusCode.Conflict, "Not possible as things stand", detail);

    /// <summary>There is no record in the archive.</summary>
    internal static OperatorResponse NotArchived() => NotFound("The record is not archived: nothing of it was delivered yet.");

    /// <summary>A record in the archive is too large to be worked on.</summary>
    internal static OperatorResponse TooLarge(string resource, string recordId) => Conflict(
        $"The record is larger than {BlobRecordArchive.MaxReadLength / 1024 / 1024} MiB. Look at the blob {BlobRecordArchive.NameOf(resource, recordId)}.");
}
