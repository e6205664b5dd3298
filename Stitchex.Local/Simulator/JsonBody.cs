using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;

namespace Stitchex.Local.Simulator;

/// <summary>Reads the bodies of requests.</summary>
internal static class JsonBody
{
    /// <summary>Reads a body; null if it is not what it should be.</summary>
    public static async Task<T?> TryReadAsync<T>(HttpRequest request, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            return await JsonSerializer.DeserializeAsync(request.Body, type, cancellationToken);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
