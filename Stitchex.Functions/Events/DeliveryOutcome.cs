namespace Stitchex.Functions.Events;

/// <summary>The outcome of a delivery.</summary>
internal enum DeliveryOutcome
{
    /// <summary>The event is safe and will be processed.</summary>
    Accepted,

    /// <summary>The event was there already.</summary>
    Duplicate,

    /// <summary>Nothing of the event is kept, because its record is to stay erased.</summary>
    Forgotten,

    /// <summary>The body is no event.</summary>
    Rejected,

    /// <summary>Storage is unavailable.</summary>
    Unavailable,
}
