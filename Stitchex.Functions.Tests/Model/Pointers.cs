namespace Stitchex.Functions.Tests.Model;

/// <summary>The partitions of the log that hold a pointer to an event.</summary>
[Flags]
internal enum Pointers
{
    /// <summary>No partition does.</summary>
    None = 0,

    /// <summary>The day on which it was received.</summary>
    Day = 1,

    /// <summary>The events that were given up.</summary>
    Dead = 2,

    /// <summary>The events that may need to be sent again.</summary>
    Open = 4,
}
