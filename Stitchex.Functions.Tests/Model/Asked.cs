namespace Stitchex.Functions.Tests.Model;

/// <summary>What came after an event's redelivery or replay was asked for.</summary>
internal enum Asked
{
    /// <summary>Nothing that clocks could tell.</summary>
    JustNow,

    /// <summary>Time.</summary>
    Before,

    /// <summary>Time, and the event was opened.</summary>
    AndOpened,
}
