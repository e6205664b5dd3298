using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;

namespace Stitchex.Local.Destinations;

/// <summary>What a destination's receiver keeps of an event: enough to say what it got, and in which order. Data is the record's hash.</summary>
internal sealed record ReceivedChange(string Subject, string Id, string Sequence, DateTimeOffset? Version, string? Data, bool IsDeleted)
{
    /// <summary>Reads a CloudEvent in JSON.</summary>
    /// <exception cref="JsonException">It is not JSON.</exception>
    /// <exception cref="KeyNotFoundException">It is not a change's event.</exception>
    public static ReceivedChange Parse(ReadOnlyMemory<byte> body)
    {
        using var json = JsonDocument.Parse(body);
        var root = json.RootElement;
        return new ReceivedChange(
            Text("subject"),
            Text("id"),
            Text("sequence"),
            root.TryGetProperty("time", out var time) ? time.GetDateTimeOffset() : null,
            root.TryGetProperty("data", out var data) ? HashOf(JsonMarshal.GetRawUtf8Value(data)) : null,
            Text("type").EndsWith(".deleted", StringComparison.Ordinal));

        string Text(string name) => root.GetProperty(name).GetString() ?? "";
    }

    /// <summary>The hash of a record's bytes, as <see cref="Data"/> has it.</summary>
    public static string HashOf(ReadOnlySpan<byte> record) => Convert.ToHexString(SHA256.HashData(record));
}
