namespace Stitchex.Functions.Tests.Model;

/// <summary>The partitions of the index that hold the index entry of an event.</summary>
[Flags]
internal enum IndexEntries
{
    /// <summary>No partition does.</summary>
    None = 0,

    /// <summary>The day on which it was received.</summary>
    Day = 1,

    /// <summary>The events that were dead-lettered.</summary>
    DeadLettered = 2,

    /// <summary>The events that may need to be sent again.</summary>
    Open = 4,
}
