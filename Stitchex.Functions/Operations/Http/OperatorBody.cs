using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Stitchex.Functions.Operations.Http;

/// <summary>A request's body that was read, or why it could not be.</summary>
/// <param name="Value">What it says; null where it could not be read.</param>
/// <param name="Error">The response to a body that could not be read.</param>
internal readonly record struct OperatorBody<T>(T? Value, OperatorResponse? Error)
    where T : class
{
    private const int MaxLength = 64 * 1024;

    /// <summary>Reads a body.</summary>
    /// <param name="content">The body.</param>
    /// <param name="type">What it is read as.</param>
    /// <param name="example">A body that is right.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    public static async Task<OperatorBody<T>> ReadAsync(Stream content, JsonTypeInfo<T> type, string example, CancellationToken cancellationToken)
    {
        var body = new byte[MaxLength + 1];
        var length = await content.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, cancellationToken);
        if (length > MaxLength)
        {
            return new(null, OperatorResponse.Problem(HttpStatusCode.RequestEntityTooLarge, "The body is too large", $"The body has more than {MaxLength:N0} bytes. Send {example}."));
        }

        if (length == 0)
        {
            return new(null, OperatorResponse.BadRequest($"There is no body, or it came without a Content-Length. Send {example}."));
        }

        try
        {
            return JsonSerializer.Deserialize(body.AsSpan(0, length), type) is { } value
                ? new(value, Error: null)
                : new(null, OperatorResponse.BadRequest($"The body is null. Send {example}."));
        }
        catch (JsonException e)
        {
            return new(null, OperatorResponse.BadRequest($"The body cannot be read at {e.Path ?? "$"}, line {e.LineNumber + 1 ?? 1}: it is no JSON, or not of the right form. Send {example}."));
        }
    }
}
