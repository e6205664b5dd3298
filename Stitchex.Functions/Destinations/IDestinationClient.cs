namespace Stitchex.Functions.Destinations;

/// <summary>Sends events to one destination.</summary>
internal interface IDestinationClient
{
    /// <summary>Gets the largest event that the destination takes, in bytes.</summary>
    int MaxBytes { get; }

    /// <summary>Sends one event. What fails on the way may be thrown.</summary>
    /// <param name="outgoing">The event.</param>
    /// <param name="cancellationToken">Cancelled when the destination's time is up.</param>
    Task<SendResult> SendAsync(OutgoingEvent outgoing, CancellationToken cancellationToken);
}
