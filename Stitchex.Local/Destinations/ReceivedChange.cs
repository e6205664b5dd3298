using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;

namespace Stitchex.Local.Destinations;

/// <summary>What a destination's receiver keeps of an event: enough to tell what it got, and in which order.</summary>
/// <param name="Subject">The record, as <c>resource/id</c>.</param>
/// <param name="Id">The change's id.</param>
/// <param name="Sequence">What grows with each change of the record; compared as text.</param>
/// <param name="Version">The record's version; null where it has none.</param>
/// <param name="Data">The SHA-256 hash of the record, in hexadecimal; null where the event holds none.</param>
/// <param name="IsDeleted">Whether the record was deleted.</param>
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
