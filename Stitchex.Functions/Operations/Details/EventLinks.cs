using Stitchex.Functions.Events;

namespace Stitchex.Functions.Operations.Details;

/// <summary>Where to go from an event. No link holds a key.</summary>
/// <param name="Self">The event.</param>
/// <param name="Record">Its record, with all of its events.</param>
/// <param name="Difference">The event's snapshot beside the archived record.</param>
/// <param name="Replay">What replays it.</param>
/// <param name="Resolve">What resolves it.</param>
/// <param name="Trace">The trace of its last attempt in Azure Monitor; null where that is not known.</param>
internal sealed record EventLinks(string Self, string Record, string Difference, string Replay, string Resolve, string? Trace)
{
    /// <summary>The links of an event.</summary>
    public static EventLinks To(StitchexEventId id, string? trace)
    {
        var self = $"/api/operations/events/{Uri.EscapeDataString(id.ToString())}";
        var record = $"/api/operations/records/{Uri.EscapeDataString(id.ResourceKey)}/{Uri.EscapeDataString(id.RecordKey)}";
        return new EventLinks(self, record, $"{self}/difference", $"{self}/replay", $"{self}/resolve", trace);
    }
}
