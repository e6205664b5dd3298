using System.Net;

namespace Stitchex.Functions.Api;

/// <summary>An answer of the API, read whole.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Body">The body, decompressed; null where it is larger than <see cref="Configuration.StitchexApiOptions.MaxResponseBytes"/>.</param>
internal sealed record ApiAnswer(HttpStatusCode Status, ReadOnlyMemory<byte>? Body)
{
    /// <summary>Gets a value indicating whether the status is 2xx.</summary>
    public bool IsSuccess => (int)Status is >= 200 and < 300;
}
