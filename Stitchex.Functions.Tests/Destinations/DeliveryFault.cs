namespace Stitchex.Functions.Tests.Destinations;

/// <summary>What goes wrong with one call to a destination.</summary>
public enum DeliveryFault
{
    /// <summary>The connection is cut before the destination has the event.</summary>
    ConnectionIsCut,

    /// <summary>There is no response.</summary>
    TimesOut,

    /// <summary>The destination fails.</summary>
    Fails,

    /// <summary>The destination asks to be left alone.</summary>
    IsBusy,

    /// <summary>The destination has the event, and the connection is cut before it says so.</summary>
    ResponseIsLost,
}
