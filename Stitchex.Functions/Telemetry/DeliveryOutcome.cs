namespace Stitchex.Functions.Telemetry;

/// <summary>What a delivery was answered.</summary>
internal enum DeliveryOutcome
{
    /// <summary>The event is safe and will be processed.</summary>
    Accepted,

    /// <summary>The event was there already.</summary>
    Duplicate,

    /// <summary>The body is no event.</summary>
    Refused,

    /// <summary>Storage is away.</summary>
    Unavailable,
}
