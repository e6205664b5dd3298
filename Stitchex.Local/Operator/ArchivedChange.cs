using System.Text.Json;
using Stitchex.Functions.Destinations;

namespace Stitchex.Local.Operator;

/// <summary>A change of a record, as a destination is sent it.</summary>
/// <param name="Event">The CloudEvent, byte for byte as the deployment made it.</param>
/// <param name="ArchivedAt">When the record was archived with it, to the second.</param>
internal sealed record ArchivedChange(OutgoingEvent Event, DateTimeOffset ArchivedAt)
{
    /// <summary>Gets the kind of change, as the last part of its type names it.</summary>
    public string Kind => Event.Type[(Event.Type.LastIndexOf('.') + 1)..];

    /// <summary>Reads a CloudEvent; null where it is none.</summary>
    public static ArchivedChange? TryRead(byte[] body, DateTimeOffset? archivedAt)
    {
        try
        {
            using var read = JsonDocument.Parse(body);
            var root = read.RootElement;
            return archivedAt is { } at
                && TextOf(root, "id") is { } id && TextOf(root, "subject") is { } subject && TextOf(root, "type") is { } type
                ? new ArchivedChange(new OutgoingEvent(id, subject, type, body), at)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? TextOf(JsonElement root, string name) =>
        root.ValueKind == JsonValueKind.Object && root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
