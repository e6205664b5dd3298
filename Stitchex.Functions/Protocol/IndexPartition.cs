namespace Stitchex.Functions.Protocol;

/// <summary>A partition of <c>StitchexEventIndex</c> that holds index entries of events.</summary>
internal enum IndexPartition
{
    /// <summary>All events received on one day.</summary>
    Day,

    /// <summary>Events that were dead-lettered.</summary>
    DeadLettered,

    /// <summary>Events that may need to be sent again.</summary>
    Open,
}
