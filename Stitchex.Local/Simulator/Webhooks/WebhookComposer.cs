using System.Text;
using Stitchex.Local.Simulator.Records;

namespace Stitchex.Local.Simulator.Webhooks;

/// <summary>Writes the bodies of webhooks.</summary>
internal static class WebhookComposer
{
    public static WebhookEvent Compose(ResourceShape shape, string action, RecordVersion version, WebhookBodyShape bodyShape)
    {
        var name = $"{shape.Name}_{action}";
        var id = version.IdLiteral;
        var member = (version.IsDeleted ? WithoutRecord(bodyShape) : bodyShape) switch
        {
            WebhookBodyShape.Full => $"\"{shape.Name}\":{Encoding.UTF8.GetString(version.Json.Span)}",
            WebhookBodyShape.WithoutTimestamps => $"\"{shape.Name}\":{WithoutTimestamps(version)}",
            WebhookBodyShape.IdOnly => $"\"{KeyOf(shape, version)}\":{{\"id\":{id}}}",
            WebhookBodyShape.BareId => $"\"{KeyOf(shape, version)}\":{id}",
            WebhookBodyShape.IdBeside => $"\"{shape.Name}_id\":{id}",
            WebhookBodyShape.TopLevelId => $"\"id\":{id}",
            _ => throw new ArgumentOutOfRangeException(nameof(bodyShape), bodyShape, "This is no shape of a webhook's body."),
        };
        return new(name, version.Id, Encoding.UTF8.GetBytes($"{{\"event\":\"{name}\",{member}}}"));
    }

    // What is deleted has no contents to send.
    private static WebhookBodyShape WithoutRecord(WebhookBodyShape shape) =>
        shape is WebhookBodyShape.Full or WebhookBodyShape.WithoutTimestamps ? WebhookBodyShape.IdOnly : shape;

    private static string KeyOf(ResourceShape shape, RecordVersion version) =>
        version.IsDeleted && shape.DeleteKey is { } key ? key : shape.Name;

    private static string WithoutTimestamps(RecordVersion version)
    {
        var record = RecordText.Parse(version.Json.Span);
        record["created_at"] = null;
        record["updated_at"] = null;
        return Encoding.UTF8.GetString(RecordText.Write(record, RecordText.IsEscaped(version.Json.Span)));
    }
}
