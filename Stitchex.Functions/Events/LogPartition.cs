namespace Stitchex.Functions.Events;

/// <summary>A partition of <c>StitchexEventLog</c> that holds pointers to events.</summary>
internal enum LogPartition
{
    /// <summary>All events received on one day.</summary>
    Day,

    /// <summary>Events that were given up.</summary>
    Dead,

    /// <summary>Events that may need to be sent again.</summary>
    Open,
}
