using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using Azure;
using Azure.Core;

namespace Stitchex.Functions.Benchmarks.Storage;

/// <summary>A response that was never on a wire.</summary>
internal sealed class CannedResponse : Response
{
    private readonly List<HttpHeader> _headers;
    private bool _isError;

    /// <summary>Makes a response.</summary>
    /// <param name="status">The status.</param>
    /// <param name="content">The content; null for none.</param>
    /// <param name="headers">The headers beside the date.</param>
    public CannedResponse(int status, byte[]? content = null, params ReadOnlySpan<(string Name, string Value)> headers)
    {
        Status = status;
        Content = content ?? [];
        ContentStream = content is null ? null : new MemoryStream(content, 0, content.Length, writable: false, publiclyVisible: true);
        _headers = [new("Date", TimeProvider.System.GetUtcNow().ToString("R", CultureInfo.InvariantCulture))];
        foreach (var (name, value) in headers)
        {
            _headers.Add(new(name, value));
        }
    }

    /// <inheritdoc/>
    public override int Status { get; }

    /// <inheritdoc/>
    public override bool IsError => _isError;

    /// <summary>Gets the content as bytes.</summary>
    public new byte[] Content { get; }

    /// <inheritdoc/>
    public override string ReasonPhrase => "";

    /// <inheritdoc/>
    public override Stream? ContentStream { get; set; }

    /// <inheritdoc/>
    public override string ClientRequestId { get; set; } = "";

    /// <summary>A failure as tables tell it in a transaction, and as Azure's services do in general: only behind a transport does a client know tables' own way.</summary>
    public static CannedResponse TableError(int status, string code)
    {
        var error = new Dictionary<string, object>
        {
            ["odata.error"] = new { code, message = new { lang = "en-US", value = code } },
            ["error"] = new { code, message = code },
        };
        return new CannedResponse(status, JsonSerializer.SerializeToUtf8Bytes(error), ("Content-Type", "application/json"));
    }

    /// <summary>A failure as queues and blobs tell it.</summary>
    public static CannedResponse Error(int status, string code) => new(status, content: null, ("x-ms-error-code", code));

    /// <summary>Responses a client. Whether it takes the response for an error is decided here, for there is no transport in which that would be done.</summary>
    public void SendTo(HttpMessage message)
    {
        message.Response = this;
        _isError = message.ResponseClassifier.IsErrorResponse(message);
    }

    /// <summary>Gets a header.</summary>
    public string? Header(string name) => TryGetHeader(name, out var value) ? value : null;

    // Clients read a response that was buffered after they are done with it.
    /// <inheritdoc/>
    public override void Dispose()
    {
    }

    /// <inheritdoc/>
    protected override bool ContainsHeader(string name) => TryGetHeader(name, out _);

    /// <inheritdoc/>
    protected override IEnumerable<HttpHeader> EnumerateHeaders() => _headers;

    /// <inheritdoc/>
    protected override bool TryGetHeader(string name, [NotNullWhen(true)] out string? value)
    {
        value = _headers.Find(header => string.Equals(header.Name, name, StringComparison.OrdinalIgnoreCase)).Value;
        return value is not null;
    }

    /// <inheritdoc/>
    protected override bool TryGetHeaderValues(string name, [NotNullWhen(true)] out IEnumerable<string>? values)
    {
        values = TryGetHeader(name, out var value) ? [value] : null;
        return values is not null;
    }
}
