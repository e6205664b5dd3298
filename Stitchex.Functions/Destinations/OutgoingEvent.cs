namespace Stitchex.Functions.Destinations;

/// <summary>An event as it is sent.</summary>
/// <param name="Id">What names it: the change's id.</param>
/// <param name="Subject">What names the record: its events are to stay in order.</param>
/// <param name="Type">Its type.</param>
/// <param name="Body">The CloudEvent, JSON.</param>
internal sealed record OutgoingEvent(string Id, string Subject, string Type, ReadOnlyMemory<byte> Body)
{
    /// <summary>The body's content type.</summary>
    public const string ContentType = "application/cloudevents+json; charset=utf-8";
}
