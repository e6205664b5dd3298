using System.Net;

namespace Stitchex.Functions.Api;

/// <summary>A response of the API, read whole.</summary>
/// <param name="Status">The HTTP status.</param>
internal sealed record ApiResponse(HttpStatusCode Status)
{
    /// <summary>Gets the body, decompressed; empty where it has a defect.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Gets why there is no body that could be read.</summary>
    public ResponseDefect Defect { get; init; }

    /// <summary>Gets what the response says that it is, such as <c>text/html</c>; null where it says nothing.</summary>
    public string? MediaType { get; init; }

    /// <summary>Gets a value indicating whether the status is 2xx.</summary>
    public bool IsSuccess => (int)Status is >= 200 and < 300;
}
