namespace Stitchex.Functions.Tests.Faults;

/// <summary>What goes wrong with one call, to storage or to the API.</summary>
public enum CallFault
{
    /// <summary>It never arrives.</summary>
    Fails,

    /// <summary>It takes effect, and the caller sees a failure.</summary>
    ResponseIsLost,

    /// <summary>Nothing happens until the caller gives up.</summary>
    Hangs,

    /// <summary>It gets status 503.</summary>
    Status503 = 503,

    /// <summary>It gets status 412.</summary>
    Status412 = 412,

    /// <summary>It gets status 409.</summary>
    Status409 = 409,
}
