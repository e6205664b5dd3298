using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;

namespace Stitchex.Local.Simulator.Control;

/// <summary>Reads what a person sent.</summary>
internal static class ControlBody
{
    /// <summary>Reads a body; what is wrong with it is said by the exception.</summary>
    public static async Task<T> ReadAsync<T>(HttpRequest request, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class =>
        await JsonSerializer.DeserializeAsync(request.Body, type, cancellationToken)
        ?? throw new JsonException("The body is null.");

    public static async Task<ReadOnlyMemory<byte>> ReadBytesAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        using var buffer = new MemoryStream();
        await request.Body.CopyToAsync(buffer, cancellationToken);
        return buffer.ToArray();
    }
}
