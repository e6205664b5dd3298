namespace Stitchex.Functions.Storage;

/// <summary>Something that was quarantined.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Reason">Why it was quarantined; nothing of its content.</param>
/// <param name="Content">All of it; the log keeps the start.</param>
/// <param name="SeenAt">When it came.</param>
internal sealed record QuarantinedItem(string Kind, string Reason, ReadOnlyMemory<byte> Content, DateTimeOffset SeenAt)
{
    /// <summary>A webhook's body.</summary>
    public const string BodyKind = "body";

    /// <summary>A message of the queue.</summary>
    public const string MessageKind = "message";
}
