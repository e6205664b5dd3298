using Stitchex.Functions.Protocol;

namespace Stitchex.Functions.Tests.Model;

/// <summary>One effect of a decision, without what the model leaves out.</summary>
internal sealed record PlannedEffect
{
    /// <summary>Gets the index entry to write.</summary>
    public IndexEntries IndexEntry { get; init; }

    /// <summary>Gets the message to send.</summary>
    public QueuedMessage? Message { get; init; }

    /// <summary>Gets the event's row to commit.</summary>
    public EventRow? Row { get; init; }

    /// <summary>Gets the record's row to commit with it, or alone.</summary>
    public RecordRow? Record { get; init; }
}
