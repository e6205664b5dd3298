using System.Diagnostics.CodeAnalysis;
using Azure;
using Azure.Core;

namespace Stitchex.Functions.Tests.Faults;

/// <summary>A response of storage that has a status and nothing else.</summary>
internal sealed class BareResponse(int status, string clientRequestId) : Response
{
    public override int Status { get; } = status;

    // The transport decides this otherwise, and it is never reached.
    public override bool IsError => true;

    public override string ReasonPhrase => "A test responded";

    public override Stream? ContentStream { get; set; } = new MemoryStream();

    public override string ClientRequestId { get; set; } = clientRequestId;

    public override void Dispose() => ContentStream?.Dispose();

    protected override bool ContainsHeader(string name) => false;

    protected override IEnumerable<HttpHeader> EnumerateHeaders() => [];

    protected override bool TryGetHeader(string name, [NotNullWhen(true)] out string? value)
    {
        value = null;
        return false;
    }

    protected override bool TryGetHeaderValues(string name, [NotNullWhen(true)] out IEnumerable<string>? values)
    {
        values = null;
        return false;
    }
}
