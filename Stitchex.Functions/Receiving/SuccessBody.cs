using System.Text.Json.Serialization;

namespace Stitchex.Functions.Receiving;

/// <summary>The response to an event that is safe.</summary>
internal sealed record SuccessBody([property: JsonPropertyName("eventId")] string EventId, [property: JsonPropertyName("status")] string Status);
